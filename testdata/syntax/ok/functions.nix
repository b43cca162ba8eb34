rec {
  id = x: x;
  const = a: b: a;
  pattern = { a, b ? 1, c ? a }: a + b + c;
  open = { a, ... }: a;
  only = { ... }: 1;
  empty = { }: 1;
  named = { a, ... }@args: args // { inherit a; };
  before = args@{ a, b ? 2 }: a + args.b;
  uri = a:b;
}
