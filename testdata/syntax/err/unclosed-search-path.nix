{ a = <nixpkgs; b = 1; }
