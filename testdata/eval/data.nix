builtins.fromTOML "a = { b = 1 }\nc = [ 1,\n 2, ]\nd = 'a\\e, }' # , }"
# = { a = { b = 1; }; c = [ 1 2 ]; d = "a\\e, }"; }
---
builtins.fromTOML "a = { b = 1, }"
# = error: while parsing TOML: [error] toml::parse_inline_table: trailing comma is not allowed in TOML-v1.0.0)
---
builtins.fromTOML "a = \"\\e\""
# = error: while parsing TOML: [error] toml::parse_basic_string: invalid string format
---
builtins.tryEval (builtins.fromTOML "a = { b = 1,\n c = 2 }") != null
# = error: while parsing TOML: [error] toml::parse_inline_table: invalid newline in an inline table
---
builtins.fromJSON "\"\\ud83d\\ude00 \\\\ud800\""
# = "😀 \\ud800"
---
builtins.fromJSON "\"\\ud83d!\""
# = error: while parsing JSON: the text '"\ud83d!"' is not valid JSON
---
builtins.fromJSON "\"\\ude00\""
# = error: while parsing JSON: the text '"\ude00"' is not valid JSON
---
builtins.appendContext "a" { "/nix/store/ms37m6i4z2hfa1lm7a6lch7lw9vcr26l-source" = { outputs = [ "out" ]; }; }
# = error: tried to add derivation output context of "/nix/store/ms37m6i4z2hfa1lm7a6lch7lw9vcr26l-source", which is not a derivation, to a string
---
builtins.toXML [ { type = "derivation"; drvPath = "/a"; b = 1; } { type = "derivation"; drvPath = "/a"; } ]
# = "<?xml version='1.0' encoding='utf-8'?>\n<expr>\n  <list>\n    <derivation drvPath=\"/a\">\n      <attr name=\"b\">\n        <int value=\"1\" />\n      </attr>\n      <attr name=\"drvPath\">\n        <string value=\"/a\" />\n      </attr>\n      <attr name=\"type\">\n        <string value=\"derivation\" />\n      </attr>\n    </derivation>\n    <derivation drvPath=\"/a\">\n      <repeated />\n    </derivation>\n  </list>\n</expr>\n"
---
[ derivation builtins.derivationStrict (builtins.functionArgs derivation) ]
# = [ <LAMBDA> <PRIMOP> { outputs = true; } ]
---
builtins.findFile [ ] "a"
# = error: file 'a' was not found in the Nix search path (add it using $NIX_PATH or -I)
---
map builtins.dirOf [ "a" "/a" "/" "a/" "//a/b" ]
# = [ "." "/" "/" "a" "//a" ]
---
builtins.dirOf "a//b"
# = unknown: dirOf of a text with slashes in a row
---
map builtins.hasContext (builtins.split "q" (builtins.appendContext "a" { "/nix/store/ms37m6i4z2hfa1lm7a6lch7lw9vcr26l-source" = { path = true; }; }))
# = [ true ]
