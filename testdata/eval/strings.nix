"a${"b"}c"
# = "abc"
---
"a\nb\t\"q\" \\ \${x} $${y} $"
# = "a\nb\t\"q\" \\ \${x} $\${y} $"
---
''  indented''
# = "indented"
---
"${toString 1}"
# = "1"
---
"${1}"
# = error: cannot coerce an integer to a string: 1
---
"${null}"
# = error: cannot coerce null to a string: null
---
"${true}"
# = error: cannot coerce a Boolean to a string: true
---
"${1.5}"
# = error: cannot coerce a float to a string: 1.5
---
"${[ ]}"
# = error: cannot coerce a list to a string: [ ]
---
"${x: x}"
# = error: cannot coerce a function to a string: «lambda @ «string»:1:4»
---
"${{ outPath = "o"; }}"
# = "o"
---
"${{ __toString = self: "s" + self.x; x = "y"; }}"
# = "sy"
---
"${{ __toString = self: 1; }}"
# = error: cannot coerce an integer to a string: 1
---
"${{ a = 1; }}"
# = error: cannot coerce a set to a string: { a = 1; }
---
"a" + "b" + "c"
# = "abc"
---
"a" + { outPath = "x"; }
# = "ax"
---
{ outPath = "x"; } + "a"
# = "xa"
---
{ outPath = "x"; __toString = s: "t"; } + "a"
# = "ta"
---
"a" + [ ]
# = error: cannot coerce a list to a string: [ ]
---
toString [ 1 [ 2 3 ] [ ] "a" null true false 1.5 ]
# = "1 2 3 a  1  1.500000"
---
toString [ [ ] ]
# = ""
---
toString [ "a" [ ] "b" ]
# = "a b"
---
toString { outPath = 1; }
# = "1"
---
toString { __toString = _: { outPath = "x"; }; }
# = "x"
---
toString null
# = ""
---
toString true
# = "1"
---
toString false
# = ""
---
toString (x: x)
# = error: cannot coerce a function to a string: «lambda @ «string»:1:11»
---
toString { }
# = error: cannot coerce a set to a string: { }
---
toString ./a
# = "/here/a"
---
toString /a/b/../c
# = "/a/c"
---
builtins.stringLength "héllo"
# = 6
---
builtins.stringLength 1
# = error: cannot coerce an integer to a string: 1
---
builtins.substring 1 3 "hello"
# = "ell"
---
builtins.substring 3 100 "hello"
# = "lo"
---
builtins.substring 10 1 "hello"
# = ""
---
builtins.substring 0 (-1) "hello"
# = "hello"
---
builtins.substring (-1) 1 "hello"
# = error: negative start position in 'substring'
---
builtins.substring 0 1 { outPath = "xyz"; }
# = "x"
---
builtins.replaceStrings [ "a" "b" ] [ "b" "a" ] "abab"
# = "baba"
---
builtins.replaceStrings [ "" ] [ "-" ] "abc"
# = "-a-b-c-"
---
builtins.replaceStrings [ "" "a" ] [ "-" "x" ] "abc"
# = "-a-b-c-"
---
builtins.replaceStrings [ "a" "" ] [ "x" "-" ] "abc"
# = "x-b-c-"
---
builtins.replaceStrings [ "oo" "a" ] [ "a" "i" ] "foobar"
# = "fabir"
---
builtins.replaceStrings [ "a" ] [ ] "a"
# = error: 'from' and 'to' arguments passed to builtins.replaceStrings have different lengths
---
builtins.replaceStrings [ "a" "z" ] [ "b" (throw "lazy") ] "aaa"
# = "bbb"
---
builtins.replaceStrings [ 1 ] [ "a" ] "x"
# = error: expected a string but found an integer: 1
---
builtins.concatStringsSep ", " [ "a" "b" ]
# = "a, b"
---
builtins.concatStringsSep ", " [ ]
# = ""
---
builtins.concatStringsSep ", " [ 1 ]
# = error: cannot coerce an integer to a string: 1
---
builtins.concatStringsSep 1 [ "a" ]
# = error: expected a string but found an integer: 1
---
builtins.concatStringsSep "" [ { outPath = "p"; } ]
# = "p"
---
builtins.toJSON { a = 1; b = [ true null 1.5 "x\ny\"" ]; }
# = "{\"a\":1,\"b\":[true,null,1.5,\"x\\ny\\\"\"]}"
---
builtins.toJSON { outPath = "x"; a = 1; }
# = "\"x\""
---
builtins.toJSON { __toString = _: "s"; }
# = "\"s\""
---
builtins.toJSON (x: x)
# = error: cannot convert a function to JSON
---
builtins.toJSON "a/\\ é \t"
# = "\"a/\\\\ é \\t\""
---
builtins.toJSON [ ]
# = "[]"
---
builtins.toJSON { }
# = "{}"
---
builtins.toJSON { b = 1; a = { d = 1; c = 2; }; }
# = "{\"a\":{\"c\":2,\"d\":1},\"b\":1}"
---
builtins.fromJSON "{\"a\": [1, 2.5, -3, 1e3, true, null, \"x\\u0041\"]}"
# = { a = [ 1 2.5 -3 1000 true null "xA" ]; }
---
builtins.fromJSON "1"
# = 1
---
builtins.fromJSON ""
# = error: while parsing JSON: the text '' is not valid JSON
---
builtins.fromJSON "{"
# = error: while parsing JSON: the text '{' is not valid JSON
---
builtins.fromJSON "[1] x"
# = error: while parsing JSON: the text '[1] x' is not valid JSON
---
builtins.fromJSON "[1,]"
# = error: while parsing JSON: the text '[1,]' is not valid JSON
---
builtins.fromJSON "{\"a\": 1, \"a\": 2}"
# = { a = 2; }
---
builtins.fromJSON "9223372036854775808"
# = error: unsigned json number 9223372036854775808 outside of Nix integer range
---
builtins.fromJSON "123456789012345678901234567890"
# = 1.23457e+29
---
builtins.fromJSON "-0"
# = 0
---
builtins.fromJSON "01"
# = error: while parsing JSON: the text '01' is not valid JSON
---
builtins.fromTOML "a = 1\nb = [1, 2]\n[c]\nd = 'x'\n[[e]]\nf = 1.5\n[[e]]\nf = true"
# = { a = 1; b = [ 1 2 ]; c = { d = "x"; }; e = [ { f = 1.5; } { f = true; } ]; }
---
builtins.fromTOML "a = 1979-05-27"
# = error: while parsing TOML: Dates and times are not supported
---
builtins.fromTOML "a ="
# = error: while parsing TOML: toml: expected value, not end of input
---
builtins.fromTOML "a.b.c = 1\na.d = \"x\\ty\"\nh = 0xff\ni = inf"
# = { a = { b = { c = 1; }; d = "x\ty"; }; h = 255; i = inf; }
---
builtins.toXML { a = 1; b = [ "x<>&\"" 1.5 null true ]; }
# = "<?xml version='1.0' encoding='utf-8'?>\n<expr>\n  <attrs>\n    <attr name=\"a\">\n      <int value=\"1\" />\n    </attr>\n    <attr name=\"b\">\n      <list>\n        <string value=\"x&lt;&gt;&amp;&quot;\" />\n        <float value=\"1.5\" />\n        <null />\n        <bool value=\"true\" />\n      </list>\n    </attr>\n  </attrs>\n</expr>\n"
---
builtins.toXML ({ a, b ? 1, ... }@args: 1)
# = "<?xml version='1.0' encoding='utf-8'?>\n<expr>\n  <function>\n    <attrspat ellipsis=\"1\" name=\"args\">\n      <attr name=\"a\" />\n      <attr name=\"b\" />\n    </attrspat>\n  </function>\n</expr>\n"
---
builtins.toXML (x: x)
# = "<?xml version='1.0' encoding='utf-8'?>\n<expr>\n  <function>\n    <varpat name=\"x\" />\n  </function>\n</expr>\n"
---
builtins.hashString "sha256" "abc"
# = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
---
builtins.hashString "md5" "abc"
# = "900150983cd24fb0d6963f7d28e17f72"
---
builtins.hashString "sha1" ""
# = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
---
builtins.hashString "sha512" "x"
# = "a4abd4448c49562d828115d13a1fccea927f52b4d5459297f8b43e42da89238bc13626e43dcb38ddb082488927ec904fb42057443983e88585179d50551afe62"
---
builtins.hashString "nope" "x"
# = error: unknown hash algorithm 'nope', expect 'md5', 'sha1', 'sha256', or 'sha512'
---
builtins.convertHash { hash = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="; toHashFormat = "base16"; }
# = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
---
builtins.convertHash { hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; hashAlgo = "sha256"; toHashFormat = "nix32"; }
# = "1b8m03r63zqhnjf7l5wnldhh7c134ap5vpj0850ymkq1iyzicy5s"
---
builtins.convertHash { hash = "1b8m03r63zqhnjf7l5wnldhh7c134ap5vpj0850ymkq1iyzicy5s"; hashAlgo = "sha256"; toHashFormat = "sri"; }
# = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
---
builtins.convertHash { hash = "md5:900150983cd24fb0d6963f7d28e17f72"; toHashFormat = "base64"; }
# = "kAFQmDzST7DWlj99KOF/cg=="
---
builtins.hasContext "a"
# = false
---
builtins.getContext "a"
# = { }
---
builtins.unsafeDiscardStringContext "a"
# = "a"
---
builtins.baseNameOf "/a/b/"
# = "b"
---
builtins.baseNameOf "/a/b"
# = "b"
---
builtins.baseNameOf "a"
# = "a"
---
builtins.baseNameOf ""
# = ""
---
builtins.baseNameOf "/"
# = ""
---
builtins.baseNameOf /a/b
# = "b"
---
builtins.dirOf "/a/b"
# = "/a"
---
builtins.dirOf "/a"
# = "/"
---
builtins.dirOf "a"
# = "."
---
builtins.dirOf "a/b/"
# = "a/b"
---
builtins.dirOf /a/b
# = /a
---
builtins.dirOf /a
# = /
---
builtins.toPath "/a/../b"
# = "/b"
---
builtins.placeholder "out"
# = "/1rz4g4znpzjwh1xymhjpm42vipw92pr73vdgl6xs1hycac8kf2n9"
---
builtins.compareVersions "1.0" "2.3pre1"
# = -1
---
builtins.compareVersions "2.1" "2.1"
# = 0
---
map (builtins.compareVersions "2.3") [ "2.3pre1" "2.3.1" "2.3a" "2.4" "2.10" "2.3pre1" "" "2.3-1" ]
# = [ 1 -1 -1 -1 -1 1 1 -1 ]
---
builtins.splitVersion "1.2-3abc4..5"
# = [ "1" "2" "3" "abc" "4" "5" ]
---
builtins.parseDrvName "nix-0.12pre12876"
# = { name = "nix"; version = "0.12pre12876"; }
---
builtins.parseDrvName "hello"
# = { name = "hello"; version = ""; }
---
builtins.parseDrvName "a-b-c"
# = { name = "a-b-c"; version = ""; }
---
builtins.parseDrvName "a-1-b"
# = { name = "a"; version = "1-b"; }
---
builtins.match "ab" "abc"
# = null
---
builtins.match "(a)(b)?c*" "ac"
# = [ "a" null ]
---
builtins.match "([[:upper:]]+)[[:space:]]*" "FOO  "
# = [ "FOO" ]
---
builtins.match "a|ab" "ab"
# = [ ]
---
builtins.match "(a|ab)(c|bcd)(d*)" "abcd"
# = [ "a" "bcd" "" ]
---
builtins.match ".*" "a\nb"
# = [ ]
---
builtins.match "[]a]+" "]a]"
# = [ ]
---
builtins.match "[^]a]+" "bcd"
# = [ ]
---
builtins.match "[a\\]+" "a\\"
# = [ ]
---
builtins.match "a{2,3}" "aaa"
# = [ ]
---
builtins.match "(" "x"
# = error: invalid regular expression '('
---
builtins.match "*" "x"
# = error: invalid regular expression '*'
---
builtins.match "a**" "aa"
# = [ ]
---
builtins.match "" ""
# = [ ]
---
builtins.match "(.*)\\.(.*)" "a.b.c"
# = [ "a.b" "c" ]
---
builtins.match "é." "éx"
# = [ ]
---
builtins.match "x?" ""
# = [ ]
---
builtins.match "^a$" "a"
# = [ ]
---
builtins.split "(a)b" "abc"
# = [ "" [ "a" ] "c" ]
---
builtins.split "([ac])" "abc"
# = [ "" [ "a" ] "b" [ "c" ] "" ]
---
builtins.split "a*" "baac"
# = [ "" [ ] "b" [ ] "" [ ] "c" [ ] "" ]
---
builtins.split "" "ab"
# = [ "" [ ] "a" [ ] "b" [ ] "" ]
---
builtins.split "," "a,b,,c,"
# = [ "a" [ ] "b" [ ] "" [ ] "c" [ ] "" ]
---
builtins.split "(x)|(y)" "axbyc"
# = [ "a" [ "x" null ] "b" [ null "y" ] "c" ]
---
builtins.split "[[:space:]]+" " a  b "
# = [ "" [ ] "a" [ ] "b" [ ] "" ]
---
builtins.split "^a" "aaa"
# = [ "" [ ] "aa" ]
---
http://example.com/a?b=c
# = "http://example.com/a?b=c"
---
"a" "b"
# = error: attempt to call something which is not a function but a string: "a"
---
''
  line one
    indented ${"x"}
  last
''
# = "line one\n  indented x\nlast\n"
---
''
  ''${not} ''' $${x} ''\n ''\t
	tab
''
# = "  \${not} '' $\${x} \n \t\n\ttab\n"
---
''   a
  b''
# = " a\nb"
---
[ (builtins.match "(a*)+" "aa") (builtins.match "((a{1,2})*)+" "a") (builtins.split "(a*)+b" "1aab2b") (builtins.split "([ab]?)*" "ba") ]
# = [ [ "" ] [ "" "a" ] [ "1" [ "" ] "2" [ "" ] "" ] [ "" [ "" ] "" [ "" ] "" ] ]
---
[ (builtins.split "a*(ab)?" "aab") (builtins.split "(a|ab)(c|bcd)?" "abcd") (builtins.split "x|xy|()" "xyz") ]
# = [ [ "" [ null ] "" [ null ] "b" [ null ] "" ] [ "" [ "a" "bcd" ] "" ] [ "" [ null ] "" [ "" ] "z" [ "" ] "" ] ]
---
[ (builtins.match "[a-c-]+" "b-") (builtins.match "[]-a]" "^") (builtins.match "[--/]" ".") (builtins.match "[[:W:]&&~]+" "_&~") ]
# = [ [ ] [ ] [ ] [ ] ]
---
builtins.match "[a-z-9]" "a"
# = error: invalid regular expression '[a-z-9]'
---
builtins.match "\\/" "/"
# = error: invalid regular expression '\/'
---
builtins.match "[[:alpha:]-z]" "-"
# = error: invalid regular expression '[[:alpha:]-z]'
---
builtins.match "a{3,2}" "aaa"
# = error: invalid regular expression 'a{3,2}'
---
builtins.split "^*" "a"
# = error: invalid regular expression '^*'
---
[ (builtins.parseFlakeRef "github:a/b/v1.0?dir=c") (builtins.parseFlakeRef "sourcehut:~a/b") (builtins.parseFlakeRef "nixpkgs/nixos-25.11") ]
# = [ { dir = "c"; owner = "a"; ref = "v1.0"; repo = "b"; type = "github"; } { owner = "~a"; repo = "b"; type = "sourcehut"; } { id = "nixpkgs"; ref = "nixos-25.11"; type = "indirect"; } ]
---
map builtins.flakeRefToString [ { type = "gitlab"; owner = "a"; repo = "b"; ref = "c/d"; dir = "e"; } { type = "indirect"; id = "nixpkgs"; } ]
# = [ "gitlab:a/b/c/d?dir=e" "flake:nixpkgs" ]
