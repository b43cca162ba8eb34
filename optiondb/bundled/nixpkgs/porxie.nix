# Porxie, a proxy that hands out the blobs of other servers after asking a policy service.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib)
    boolToString
    concatStringsSep
    mkIf
    mkOption
    mkPackageOption
    types
    ;
  make = import ../lib/options.nix { inherit lib; };
  environment = import ./lib/environment.nix { inherit lib; };
  cfg = config.services.porxie;

  maybe = description: make.optional "str" { inherit description; };

  maybeList =
    separator: description:
    mkOption {
      type = types.nullOr (types.listOf types.str);
      default = null;
      apply = list: if list == null then null else concatStringsSep separator list;
      inherit description;
    };

  duration = what: maybe "${what}, with a unit such as `30s`. Null leaves it to the program.";
in
{
  options.services.porxie = {
    enable = make.switch "Run Porxie, a caching proxy for the blobs of AT Protocol, as the unit `porxie.service`.";

    package = mkPackageOption pkgs "porxie" { };

    environmentFiles = mkOption {
      type = types.listOf types.path;
      default = [ ];
      description = ''
        Files with `VAR=value` lines that systemd reads when the service starts: the place for
        `PORXIE_SERVER_AUTH_TOKEN` and for request headers with keys in them. Give paths as strings.
      '';
    };

    settings = mkOption {
      default = { };
      description = ''
        Environment variables of Porxie. Free keys are strings, booleans, integers or null (unset). Ends world-readable
        in the Nix store.
      '';
      type = types.submodule {
        freeformType = types.attrsOf (
          types.nullOr (
            types.oneOf [
              types.str
              types.bool
              types.int
            ]
          )
        );
        options = {
          PORXIE_SERVER_ADDRESS = make.text "ip:127.0.0.1:6314" ''
            Where to listen: `ip:ADDRESS:PORT`, or `unix:PATH` for a socket.
          '';
          PORXIE_SERVER_AUTH_TOKEN = maybe ''
            Token for administrators. A secret: set it through `environmentFiles`. Null refuses all of their requests.
          '';

          PORXIE_BLOB_ALLOWED_MIMETYPES = maybeList "," "Types of blobs that are handed out; null for all.";
          PORXIE_BLOB_MAX_SIZE = maybe ''
            Largest blob, with a unit such as `50mb`, at least `512kb`; larger ones are refused.
          '';
          PORXIE_BLOB_CACHE_HEADER = maybe "`Cache-Control` header for browsers and content networks.";
          PORXIE_BLOB_PROCESSING_TIMEOUT = duration "How long one blob may take";
          PORXIE_BLOB_HTTP_TIMEOUT = duration "How long fetching a blob may take";
          PORXIE_BLOB_HTTP_CONNECT_TIMEOUT = duration ''
            How long connecting to a blob's server may take, less than fetching it
          '';

          PORXIE_IDENTITY_PLC_URL = maybe "Directory that `did:plc` identities are looked up in.";
          PORXIE_IDENTITY_HTTP_TIMEOUT = duration "How long looking up an identity may take";
          PORXIE_IDENTITY_HTTP_CONNECT_TIMEOUT = duration "How long connecting for an identity may take";

          PORXIE_CACHE_ALLOCATION = maybe "Memory for the cache, with a unit, at least `8mb`.";
          PORXIE_CACHE_BLOB_TTI = duration "How long a blob that nobody asks for stays in the cache";
          PORXIE_CACHE_OWNERSHIP_TTL = duration "How long it is remembered whose blob it is";
          PORXIE_CACHE_POLICY_TTL = duration "How long an answer of the policy service is remembered";
          PORXIE_CACHE_IDENTITY_TTL = duration "How long an identity is remembered";

          PORXIE_POLICY_URL = maybe ''
            Service that decides which blobs are handed out. Must be set when another policy key is.
          '';
          PORXIE_POLICY_REQUEST_HEADERS = maybeList "|" ''
            Headers for the policy service, each `Name: value`; keys in them belong into `environmentFiles`.
          '';
          PORXIE_POLICY_FAIL_OPEN = mkOption {
            type = types.nullOr types.bool;
            default = null;
            apply = open: if open == null then null else boolToString open;
            description = "Hand blobs out while the policy service does not answer, forbidden ones too.";
          };
          PORXIE_POLICY_HTTP_TIMEOUT = duration "How long the policy service may take";
          PORXIE_POLICY_HTTP_CONNECT_TIMEOUT = duration "How long connecting to the policy service may take";
        };
      };
    };
  };

  config = mkIf cfg.enable {
    assertions = [
      {
        assertion =
          cfg.settings.PORXIE_POLICY_URL != null
          || (
            cfg.settings.PORXIE_POLICY_REQUEST_HEADERS == null && cfg.settings.PORXIE_POLICY_FAIL_OPEN == null
          );
        message = "services.porxie.settings.PORXIE_POLICY_URL must be set when another policy key is.";
        check = "failed-assertion";
      }
    ];

    systemd.services.porxie = environment.unit {
      description = "Porxie blob proxy";
      inherit (cfg) package settings environmentFiles;
      serviceConfig = {
        User = "porxie";
        DynamicUser = true;
        Restart = "on-failure";
        RestartSec = 5;
        ProcSubset = "all";
        RuntimeDirectory = "porxie";
        RuntimeDirectoryMode = "0750";
      };
    };
  };
}
