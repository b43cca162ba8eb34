{ services.foo.enable; b = 1; }
