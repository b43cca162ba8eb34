{
  description = "A language server and CI checker for NixOS configurations that deploy AT Protocol services";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;
      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "x86_64-darwin"
        "aarch64-darwin"
      ];
      forAll = make: lib.genAttrs systems (system: make nixpkgs.legacyPackages.${system});

      version = "0-unstable-${self.lastModifiedDate or "19700101000000"}";

      package =
        {
          lib,
          buildGoModule,
          installShellFiles,
        }:
        buildGoModule {
          pname = "atproto-ls";
          inherit version;
          src = self;
          # go test ./cmd/atproto-ls -run VendorHash -update
          vendorHash = "sha256-EA3GmpvkYlqAnRsWai5rywcBEfCs13ircSlZQH0T7GU=";
          subPackages = [ "cmd/atproto-ls" ];
          env.CGO_ENABLED = 0;
          ldflags = [
            "-s"
            "-w"
            "-X main.version=${version}"
          ];
          nativeBuildInputs = [ installShellFiles ];
          doCheck = false; # .ci/run does that, with the programs that the tests compare with
          postInstall = ''
            installManPage docs/man/*.1
            for shell in bash fish zsh; do
              $out/bin/atproto-ls completion $shell >atproto-ls.$shell
            done
            installShellCompletion atproto-ls.{bash,fish,zsh}
          '';
          meta = {
            description = "Check NixOS configurations that deploy AT Protocol services";
            homepage = "https://github.com/atproto-nix/atproto-ls";
            license = lib.licenses.mit;
            mainProgram = "atproto-ls";
          };
        };

      # The Go of the package: its go.mod names the oldest that will do.
      build = pkgs: pkgs.callPackage package { buildGoModule = pkgs.buildGo126Module or pkgs.buildGoModule; };
    in
    {
      packages = forAll (pkgs: rec {
        atproto-ls = build pkgs;
        default = atproto-ls;
      });

      overlays.default = final: _: { atproto-ls = build final; };

      # A check for the `checks` of a flake: fails where `atproto-ls check` does. args are its flags and paths.
      lib.check =
        {
          pkgs,
          src,
          args ? [ ],
          atproto-ls ? build pkgs,
        }:
        pkgs.runCommand "atproto-ls-check" { nativeBuildInputs = [ atproto-ls ]; } ''
          cd ${src}
          atproto-ls check ${lib.escapeShellArgs args}
          touch $out
        '';

      checks = forAll (pkgs: {
        default = self.lib.check {
          inherit pkgs;
          src = self;
          args = [ "flake.nix" ];
        };
      });
    };
}
