import <nixpkgs/nixos/tests/make-test-python.nix> ({ pkgs, ... }: {
  name = "pds";
  nodes.machine = { services.bluesky-pds.enable = true; };
  testScript = ''
    start_all()
    machine.wait_for_unit("bluesky-pds.service")
    machine.succeed("curl --fail http://localhost:3000/xrpc/_health")
  '';
})
