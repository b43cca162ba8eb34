{ services.foo.enable true; b = 1; }
