# Arguments of fetchers; see nixpkgs' lib/fetchers.nix.
rec {
  proxyImpureEnvVars =
    let
      names = builtins.map (p: p + "_proxy") [ "http" "https" "ftp" "all" "no" ];
    in
    names ++ builtins.map lib.toUpper names ++ [ "NIX_SSL_CERT_FILE" ];
  normalizeHash =
    {
      hashTypes ? [ "sha256" ],
      required ? true,
    }:
    args:
    let
      names = [ "hash" ] ++ hashTypes;
      given = lib.attrsToList (builtins.intersectAttrs (lib.genAttrs names lib.id) args);
      hash = builtins.head given;
      fake = {
        hash = lib.fakeHash;
        sha256 = lib.fakeSha256;
        sha512 = lib.fakeSha512;
      };
    in
    if args ? outputHash then
      args
    else if given == [ ] then
      if required then throw "fetcher called without `hash`" else removeAttrs args names
    else if builtins.length given > 1 then
      throw "fetcher called with mutually-incompatible arguments: ${lib.concatMapStringsSep ", " (h: h.name) given}"
    else
      removeAttrs args names
      // {
        outputHashAlgo = if hash.name == "hash" then null else hash.name;
        outputHash =
          if hash.value == "" then
            fake.${hash.name} or (throw "no “fake hash” defined for ${hash.name}")
          else
            hash.value;
      };
  withNormalizedHash =
    {
      hashTypes ? [ "sha256" ],
    }:
    fetcher:
    let
      wanted = lib.functionArgs fetcher;
      normalize = normalizeHash {
        inherit hashTypes;
        required = !wanted.outputHash;
      };
    in
    assert wanted ? outputHash && wanted ? outputHashAlgo && !builtins.any (h: wanted ? ${h}) ([ "hash" ] ++ hashTypes);
    lib.setFunctionArgs (args: fetcher (normalize args)) (
      removeAttrs wanted [ "outputHash" "outputHashAlgo" ] // { hash = wanted.outputHash; }
    );
}
