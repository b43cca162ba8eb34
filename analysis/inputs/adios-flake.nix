# https://github.com/Mic92/adios-flake/blob/main/docs/api-reference.md
{ lib }:
let
  mkFlake =
    adios:
    { inputs, flake ? { }, perSystem ? null, ... }@args:
    let
      system = "x86_64-linux";
      pkgs = inputs.nixpkgs.legacyPackages.${system};
      ofSystem = {
        inherit (adios) inputs' self';
        inherit pkgs system inputs;
        self = args.self or inputs.self;
      };
      outputs = if builtins.isFunction flake then flake { withSystem = system: f: f (ofSystem // { inherit system; }); } else flake;
    in
    adios
    // {
      checks.${system} = if perSystem == null then { } else (perSystem ofSystem).checks or { };
    }
    // outputs;
in
{
  "Mic92/adios-flake" = input: input // { lib = input.lib // { mkFlake = mkFlake input; }; };
}
