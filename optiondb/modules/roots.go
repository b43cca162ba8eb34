package modules

import (
	"slices"
	"strings"
)

// nixosRoots are the names at the top of NixOS' own options, and of what those who put configurations together add unseen.
var nixosRoots = strings.Fields(`_module amazonImage appstream assertions azure boot clan console containers deployment documentation dysnomia ec2
	environment fileSystems fonts google gtk hardware home hyperv i18n ids image isSpecialisation isoImage jobs kexec krb5 lib location lxc meta mobile
	nesting netboot networking nix nixops nixpkgs oci openstack passthru power powerManagement programs proxmox proxmoxLXC qt qt5 sdImage security
	services snapraid sound specialisation stubby swapDevices system systemd test testing time users virtualbox virtualisation vmware
	warnings xdg xen zfs zramSwap`)

// OutsideNixOS reports whether a name at the top is none of NixOS' own: everything below it is of who declares it.
func OutsideNixOS(name string) bool { return !slices.Contains(nixosRoots, name) }
