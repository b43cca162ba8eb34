{ a = function(x) { return x; }; b = 1; }
