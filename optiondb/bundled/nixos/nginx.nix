# What NixOS refuses of virtual hosts and of the certificates that they ask for.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  nginx = config.services.nginx;
  acme = config.security.acme;
  flag = mkOption {
    type = types.bool;
    default = false;
  };
  rest = import ./rest.nix { inherit lib; };
  virtualHost = types.submodule {
    freeformType = rest;
    options = lib.genAttrs [ "enableACME" "addSSL" "onlySSL" "forceSSL" "rejectSSL" ] (_: flag) // {
      useACMEHost = mkOption {
        type = types.nullOr types.str;
        default = null;
      };
      serverName = mkOption {
        type = types.nullOr types.str;
        default = null;
      };
    };
  };
  hosts = lib.attrNames nginx.virtualHosts;
  certified = lib.filter (name: nginx.virtualHosts.${name}.enableACME && nginx.virtualHosts.${name}.useACMEHost == null) hosts;
  asks = nginx.enable && certified != [ ];
in
{
  options = {
    services.nginx.enable = flag;
    services.nginx.virtualHosts = mkOption {
      type = types.attrsOf virtualHost;
      default = { };
    };
    security.acme.acceptTerms = flag;
  };
  # That the account has an address is asked for by nixpkgs before 2026-02 only (its pull request 489983).
  config.assertions = [
    {
      assertion = asks -> acme.acceptTerms;
      message = "certificates are asked for by ACME, and the terms of the authority are not accepted: `security.acme.acceptTerms`";
    }
  ]
  ++ lib.concatMap (
    name:
    let
      host = nginx.virtualHosts.${name};
    in
    [
      {
        assertion = nginx.enable -> !(host.enableACME && host.useACMEHost != null);
        message = "of `enableACME` and `useACMEHost` the virtual host ${name} can have one only";
      }
      {
        assertion = nginx.enable -> lib.count lib.id [ host.addSSL host.onlySSL host.forceSSL host.rejectSSL ] <= 1;
        message = "of `addSSL`, `onlySSL`, `forceSSL` and `rejectSSL` the virtual host ${name} can have one only";
      }
    ]
  ) hosts;
}
