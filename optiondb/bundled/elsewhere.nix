# Sources that are known to declare a prefix and of which nothing is shipped. README.md says what the keys mean.
[
  {
    name = "tranquil";
    title = "Tranquil's own flake";
    sources = [
      {
        host = "tangled.org";
        owner = "tranquil.farm";
        repo = "tranquil-pds";
      }
      {
        host = "tangled.org";
        owner = "@tranquil.farm";
        repo = "tranquil-pds";
      }
    ];
    prefixes = [ "services.tranquil-pds" ];
    marks = [ "services.tranquil-pds.settings.frontend.package" ];
  }
  {
    name = "nur";
    title = "the ATProto NUR";
    sources = [
      {
        host = "github.com";
        owner = "atproto-nix";
        repo = "nur";
      }
    ];
    prefixes = [
      "atproto.integration"
      "blacksky"
      "services.atproto"
      "services.blacksky"
      "services.bluesky"
      "services.grain-appview"
      "services.grain-labeler"
      "services.grain-notifications"
      "services.grain-social-darkroom"
      "services.hailey-at-cocoon"
      "services.hyperlink-academy-leaflet"
      "services.indigo-beemo"
      "services.indigo-bigsky"
      "services.indigo-bluepages"
      "services.indigo-collectiondir"
      "services.indigo-hepa"
      "services.indigo-netsync"
      "services.indigo-palomar"
      "services.indigo-rainbow"
      "services.indigo-relay"
      "services.indigo-sonar"
      "services.individual"
      "services.likeandscribe"
      "services.mackuba-lycan"
      "services.microcosm-blue"
      "services.microcosm-constellation"
      "services.microcosm-pocket"
      "services.microcosm-quasar"
      "services.microcosm-reflector"
      "services.microcosm-slingshot"
      "services.microcosm-spacedust"
      "services.microcosm-ufos"
      "services.microcosm-who-am-i"
      "services.parakeet-social-parakeet"
      "services.plcbundle-archive"
      "services.red-dwarf-client"
      "services.slices-network-slices"
      "services.smokesignal-events-quickdid"
      "services.static-site-deploy"
      "services.stream-place-streamplace"
      "services.tangled-appview"
      "services.tangled-avatar"
      "services.tangled-camo"
      "services.tangled-knot"
      "services.tangled-spindle"
      "services.teal-fm-teal"
      "services.whey-party-red-dwarf"
      "services.whyrusleeping"
      "services.witchcraft-systems"
      "services.workerd"
      "services.yoten-app-yoten"
    ];
    marks = [
      "services.tangled-knot.dataDir"
      "services.tangled-knot.endpoints"
      "services.tangled-knot.group"
      "services.tangled-knot.repoDir"
      "services.tangled-knot.user"
      "services.tangled-spindle.dataDir"
      "services.tangled-spindle.endpoints"
      "services.tangled-spindle.group"
      "services.tangled-spindle.user"
    ];
  }
]
