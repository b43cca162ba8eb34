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
]
