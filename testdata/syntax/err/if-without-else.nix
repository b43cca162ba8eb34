a: b: { x = if a then b; y = 2; }
