{ name, set }:
{
  ${name} = 1;
  "${name}" = 2;
  ${name}.a = 3;
  a.${name}.b = 4;
  "a-${name}".c = set.${name}.d or set."e${name}";
  ${null} = 5;
}
