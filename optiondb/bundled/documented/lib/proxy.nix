# The service behind nginx. `name` is the option group, `settings` its merged settings (for defaults).
{ lib }:
let
  inherit (lib) literalExpression mkOption types;
  make = import ../../lib/options.nix { inherit lib; };
in
{
  options = name: settings: {
    enable = make.switch ''
      Put an nginx virtual host in front of the service. Needs nginx itself (`atproto.integration.nginx.enable` or
      `services.nginx.enable`) and `serverName`.
    '';

    serverName = make.optional "str" {
      example = "pds.example.com";
      description = ''
        Public host name of the virtual host, without scheme or path. Must be set when `nginx.enable` is on; no two
        services may share it.
      '';
    };

    port = mkOption {
      type = types.port;
      default = settings.port;
      defaultText = literalExpression "config.services.${name}.settings.port";
      description = ''
        TCP port on this machine that nginx passes requests to. It opens nothing and listens on nothing: the service
        itself must listen there.
      '';
    };

    ssl = {
      enable = make.switch ''
        Serve the virtual host over HTTPS with a certificate from ACME. Needs an account: either
        `atproto.integration.nginx.ssl.enable` with `ssl.email`, or `security.acme`.
      '';
      force = make.flag true ''
        Send plain HTTP requests to HTTPS. Only looked at when `ssl.enable` is on.
      '';
    };

    websockets = make.flag true ''
      Pass WebSocket upgrades on. Event streams (firehose, Jetstream, notifications) do not work without.
    '';
  };

  assertionsOf = where: proxy: [
    {
      assertion = proxy.enable -> (proxy.serverName != null && proxy.serverName != "");
      message = "${where}.serverName must name the public host when ${where}.enable is on.";
      check = "missing-server-name";
    }
  ];
}
