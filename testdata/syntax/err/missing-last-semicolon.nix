{ foo = bar }
