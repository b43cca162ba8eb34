{ inherit a
  b = 1; }
