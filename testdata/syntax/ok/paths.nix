x: [
  ./.
  ./a/b.nix
  ../c
  /etc/hosts
  ~/d
  a/b
  ./${x}/y
  ./a${x}b/${x}
  ~/${x}
  <nixpkgs>
  <nixpkgs/nixos/lib>
  http://example.org/a?b=c
  mailto:someone
]
