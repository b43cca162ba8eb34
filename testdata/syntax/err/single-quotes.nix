{ a = 'single'; b = 1; }
