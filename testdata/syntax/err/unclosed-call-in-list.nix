{ mkIf, mkMerge, x }:
{
  config = mkIf x (mkMerge [ {
    a = 1;
  services.b = 2;
}
