{ if = 1; a.then = 2; in = 3; }
