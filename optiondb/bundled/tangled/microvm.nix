# Jobs in micro virtual machines: an option group of the spindle since 2026.
{ lib, make }:
let
  limit = what: make.number 0 "${what}; 0 for no limit.";
  limits = whose: {
    memoryMiB = limit "Memory of ${whose}, in MiB";
    vcpus = limit "Processors of ${whose}";
    diskMiB = limit "Disk of ${whose}, in MiB";
  };
  example = default: example: description: make.text default description // { inherit example; };
in
{
  options = {
    enableKVM = make.flag true "Use the processor's help for virtual machines (KVM).";
    imageDir = make.text "/var/lib/spindle/images" "Folder with the images' descriptions.";
    overlayDir = make.text "/tmp" "Folder for what a machine writes while it runs.";
    defaultImage = make.text "nixos" "Image of workflows that name none.";
    agentPort = make.port 10240 "Port that the agents in the machines call back on. A vsock port, not a TCP one.";

    limits = {
      total = limits "all running machines together";
      workflow = limits "one workflow";
    };

    cgroup = {
      enable = make.flag false "Put every machine into a control group of its own.";
      parent = make.text "self" "Control group that they are made in; `self` is that of the service.";
      pidsMax = make.number 4096 "How many processes one workflow may have.";
      swapMaxMiB = make.number 0 "Swap of one workflow, in MiB; 0 for none.";
      supervisorMinMiB = make.number 512 "Memory that is kept for the spindle itself, in MiB.";
    };

    debugSsh = {
      enable = make.flag false "Let owners log into the machine of a failed job over SSH.";
      listenAddr = example "0.0.0.0:2222" "0.0.0.0:2225" "Address and TCP port for it, as `address:port`.";
      host = example "" "127.0.0.1" "Address that machines are reached at; empty for the default.";
      jumpHost = example "" "spindle.example.com" "Host name that owners connect to; empty for the default.";
      hostKeyPath = make.optional "path" {
        example = "/var/lib/spindle/debug_ssh_host_key";
        description = "File of the SSH host key; null makes a new one at every start.";
      };
      gracePeriod = make.text "5m" "How long a failed machine is kept, as a Go duration.";
    };
  };
}
