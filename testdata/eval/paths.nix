./.
# = /here
---
./a/../b
# = /here/b
---
/a/./b/../c
# = /a/c
---
./a + "b"
# = /here/ab
---
./a + "/b"
# = /here/a/b
---
./a + ./b
# = /here/a/here/b
---
"x" + "/a"
# = "x/a"
---
/. + "a"
# = /a
---
./${"a"}
# = /here/a
---
./a/${"b"}-c/d
# = /here/a/b-c/d
---
/${"a"}/b
# = /a/b
---
builtins.typeOf ./a
# = "path"
---
builtins.typeOf <nope>
# = unknown: <nope> is not in the search path
---
builtins.pathExists ./.
# = true
---
builtins.pathExists ./does-not-exist
# = false
---
builtins.pathExists "/does/not/exist"
# = false
---
builtins.pathExists "relative"
# = error: string 'relative' doesn't represent an absolute path
---
builtins.readFile ./does-not-exist
# = error: opening file '/here/does-not-exist': No such file or directory
---
import ./does-not-exist.nix
# = error: path '/here/does-not-exist.nix' does not exist
---
builtins.readFileType /.
# = "directory"
---
builtins.isPath (./a + "/x")
# = true
---
[ ./a "b" ] == [ ./a "b" ]
# = true
---
toString (./a + "/../b")
# = "/here/b"
