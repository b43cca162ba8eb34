# https://github.com/nix-community/flakelight/blob/master/API_GUIDE.md
{ lib }:
let
  any = default: lib.mkOption { type = lib.types.raw; inherit default; };

  # The Nix files and folders in a folder, by name.
  pathsIn =
    folder:
    lib.mapAttrs' (
      file: _: lib.nameValuePair (lib.removePrefix "_" (lib.removeSuffix ".nix" file)) (folder + "/${file}")
    ) (
      lib.filterAttrs (
        file: _:
        file != "default.nix" && (lib.hasSuffix ".nix" file || builtins.pathExists (folder + "/${file}/default.nix"))
      ) (builtins.readDir folder)
    );

  mkFlake =
    flakelight: src: module:
    let
      evaluated = lib.evalModules {
        lenient = true;
        modules = [
          {
            options = {
              nixDir = any (src + "/nix");
              nixDirAliases = any { };
              nixosConfigurations = any { };
              nixosModules = any { };
              nixosModule = any null;
              checks = any { };
              inputs = any { };
              outputs = any { };
            };
          }
          module
        ];
        specialArgs = moduleArgs;
      };
      inherit (evaluated) config;
      moduleArgs = {
        inherit lib src;
        inherit (config) inputs outputs;
        flakelight = flakelight.lib;
        inherit (flakelight) pkgsFor inputs';
      };
      called = v: if builtins.isFunction v then v moduleArgs else v;
      more = set: builtins.foldl' (set: why: why // set) set evaluated._unread;

      # What lies in its folder of Nix files: as files only their paths, else their values.
      found =
        output: asPaths:
        builtins.foldl' (
          all: name:
          let
            folder = config.nixDir + "/${name}";
          in
          all
          // (
            if builtins.pathExists "${folder}.nix" then
              called (import "${folder}.nix")
            else if builtins.pathExists (folder + "/default.nix") then
              called (import folder)
            else if builtins.pathExists folder then
              if asPaths then pathsIn folder else builtins.mapAttrs (_: import) (pathsIn folder)
            else
              { }
          )
        ) { } ([ output ] ++ lib.optional (output == "nixosConfigurations") "nixos" ++ config.nixDirAliases.${output} or [ ]);

      host =
        hostname: given:
        let
          v = called given;
        in
        if v ? config then
          v
        else
          (config.inputs.nixpkgs or { inherit lib; }).lib.nixosSystem (
            v
            // {
              specialArgs = {
                inherit (config) inputs;
                inherit hostname;
              }
              // v.specialArgs or { };
              modules = v.modules or [ ] ++ [ { _module.args = { inherit (flakelight) inputs'; }; } ];
            }
          );
    in
    more (
      flakelight
      // {
        nixosConfigurations = more (
          builtins.mapAttrs host (
            found "nixosConfigurations" false // called config.nixosConfigurations
          )
        );
        nixosModules =
          found "nixosModules" true
          // lib.optionalAttrs (config.nixosModule != null) { default = config.nixosModule; }
          // called config.nixosModules;
      }
      // called config.outputs
    );

  flakelight =
    input:
    input
    // {
      __functor = _: mkFlake input;
      lib = input.lib // {
        mkFlake = mkFlake input;
      };
    };
in
{
  "nix-community/flakelight" = flakelight;
  "accelbread/flakelight" = flakelight;
}
