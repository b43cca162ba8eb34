{ a = “hello”; b = 1; }
