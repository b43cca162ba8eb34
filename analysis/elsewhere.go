package analysis

import (
	"path"
	"slices"
	"strings"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// This file tells modules of NixOS from those of other systems that are made of modules, too: Home Manager, nix-darwin, devenv,
// NixVim and more. They look alike, and have some names in common. What a module sets is the best evidence: a few names are of
// one system alone. Where that does not tell, it counts who evaluates the file, and then how the file or its folder is called;
// but what a configuration of NixOS is known to import is a module of NixOS, whatever it is called.

// systemTable is what tells each of the other systems, a line each, in columns: its name; names of options at the top, and below
// it, that tell it by themselves; words that people use for options of their own as well; arguments that only it passes to its
// modules; names of files and folders that only its modules have, by convention; parts of the names of attributes and functions that
// take its modules.
const systemTable = `Home Manager: home xdg wayland.windowManager nmt: accounts gtk.theme gtk.iconTheme gtk.font gtk.gtk3 gtk.gtk4 dconf.settings xsession xresources targets: osConfig nixosConfig darwinConfig: home homes hm home-manager home-modules home-manager-modules homeModules homeManagerModules homeConfigurations home-configurations hm-modules home.nix hm.nix home-module.nix hm-module.nix: home-manager omeManager homeConfigurations homeModules mkHome
nix-darwin: homebrew launchd system.defaults system.keyboard system.primaryUser networking.computerName networking.localHostName networking.knownNetworkServices: environment.darwinConfig:: darwin nix-darwin darwin-modules darwinModules darwinConfigurations darwin-configurations darwin.nix darwin-configuration.nix darwin-module.nix: arwin
flake-parts: perSystem flake: partitions transposition: self' inputs' withSystem moduleWithSystem flake-parts-lib: flake-parts flake-modules flakeModules flake-module.nix: flakeModule
devenv: enterShell enterTest: languages processes process git-hooks pre-commit devcontainer dotenv packages env scripts tasks:: devenv devenv.nix devenv.local.nix: devenv
NixVim: extraConfigLua extraConfigVim extraConfigLuaPre extraConfigLuaPost extraPlugins colorschemes autoCmd: plugins keymaps colorscheme viAlias vimAlias vim:: nixvim nixvim.nix: ixvim nvf
terranix:: resource provider terraform:: terranix terranix.nix: terranix
system-manager: system-manager::: system-manager: ystem-manager makeSystemConfig
treefmt: projectRootFile: settings.formatter settings.global:: treefmt.nix: treefmt
dream2nix:: mkDerivation pip nodejs-package-lock nodejs-package-lock-v3 nodejs-granular rust-cargo-lock php-composer-lock: dream2nix:: dream2nix
kubenix: kubenix: kubernetes docker.images docker.registry: kubenix: kubenix: kubenix
Arion:: project.name:: arion-compose.nix:
process-compose:: settings.processes:::
Nix-on-Droid: android-integration: environment.packages environment.motd user.shell terminal.font:: nix-on-droid nix-on-droid.nix: ixOnDroid
robotnix::::: robotnix
hjem: rum:::: hjem
wrapper-manager:: wrappers basePackages:: wrapper-manager:`

// tellers are what tells a system, by what the column of the table says.
var tellers struct {
	names            map[string]teller
	formals, folders map[string]string
	parts            []namePart
}

// teller is a name that tells a system.
type teller struct {
	system string
	alone  bool // by itself
}

// namePart is a part of a name.
type namePart struct{ text, system string }

func init() {
	for _, words := range []map[string]bool{ofNixos, nixosServices} {
		for w := range words {
			noteTop(w)
		}
	}
	tellers.names, tellers.formals, tellers.folders = map[string]teller{}, map[string]string{}, map[string]string{}
	for line := range strings.SplitSeq(systemTable, "\n") {
		columns := strings.Split(line, ":")
		system := columns[0]
		for i, column := range columns[1:] {
			for _, w := range strings.Fields(column) {
				switch i {
				case 0, 1:
					tellers.names[w] = teller{system, i == 0}
					noteTop(w)
				case 2:
					tellers.formals[w] = system
				case 3:
					tellers.folders[w] = system
				default:
					tellers.parts = append(tellers.parts, namePart{w, system})
				}
			}
		}
	}
}

// noteTop notes the name at the top of one that tells something below it.
func noteTop(w string) {
	if top, _, deeper := strings.Cut(w, "."); deeper {
		tellingBelow[top] = true
	}
}

// askedBy is the system that passes what the module in a file asks for, "" where that may be NixOS.
func askedBy(tree *syntax.File) string {
	for formal := range moduleFunction(tree).Formals().All() {
		if system := tellers.formals[formal.Name().Text()]; system != "" && !formal.Default().Exists() {
			return system
		}
	}
	return ""
}

// ofNixos are names that NixOS has and none of the others.
var ofNixos = wordSet("boot fileSystems swapDevices hardware virtualisation zramSwap powerManagement console disko microvm i18n.defaultLocale " +
	"networking.firewall networking.interfaces networking.useDHCP networking.useNetworkd networking.nat networking.hostId networking.networkmanager " +
	"networking.nftables networking.wireguard networking.defaultGateway networking.nameservers networking.enableIPv6 networking.wireless networking.bridges " +
	"users.mutableUsers systemd.services systemd.tmpfiles systemd.network systemd.timers systemd.sockets systemd.targets systemd.slices systemd.mounts " +
	"security.acme security.rtkit security.polkit security.doas security.apparmor security.wrappers environment.persistence system.autoUpgrade " +
	"nix.gc.dates")

// nixosServices are services of NixOS that Home Manager lacks: where only a folder's name speaks against it, they tell enough.
var nixosServices = wordSet("services.openssh services.nginx services.caddy services.postgresql services.xserver services.fail2ban services.printing services.resolved")

// xdgOfNixos is what of `xdg` NixOS has as well.
var xdgOfNixos = wordSet("portal mime menus sounds icons autostart terminal-exec")

// tellingBelow are the names at the top of which one below tells something.
var tellingBelow = map[string]bool{}

func wordSet(words string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(words) {
		all[w] = true
	}
	return all
}

// tells is how much a file's own text says that it is a module of NixOS.
type tells uint8

const (
	tellsNothing tells = iota
	tellsService       // it sets a service that option sets declare
	tellsNixos         // it sets what only NixOS has
)

// evidence is what a module sets tells of the system that it is for.
type evidence struct {
	nixos tells
	other teller // another system that it may be of
	by    string // the name that tells that
}

// weigh adds what the definitions of a name at the top tell, and what lies in them; own says that the file itself declares options
// there.
func (e *evidence) weigh(x *optiondb.Index, near func(optiondb.Path) bool, own bool) {
	name := x.Name()
	e.add(name, own)
	if ofNixos[name] {
		e.nixos = tellsNixos
	}
	if !tellingBelow[name] && !near(x.Path) {
		return
	}
	for _, below := range namesBelow(x) {
		whole := name + "." + below
		if name != "xdg" {
			e.add(whole, own)
		}
		switch {
		case ofNixos[whole]:
			e.nixos = tellsNixos
		case nixosServices[whole] || near(x.Path.Append(below)):
			e.nixos = max(e.nixos, tellsService)
		}
	}
}

func (e *evidence) add(name string, own bool) {
	if t := tellers.names[name]; t.system != "" && !own && (e.by == "" || t.alone && !e.other.alone) {
		e.other, e.by = t, name
	}
}

// namesBelow are the names in the sets that a module defines at a path: of what is not evaluated those that are written out.
func namesBelow(x *optiondb.Index) (all []string) {
	for _, below := range x.Below {
		all = append(all, below.Name())
	}
	for _, d := range x.At {
		if d.Value.Set() == nil {
			all = append(all, namesWritten(d)...)
		}
	}
	return all
}

// namesWritten is namesBelow of a definition that is not evaluated.
func namesWritten(d *optiondb.Definition) (all []string) {
	add := func(path syntax.AttrPath, segment int) {
		if name, known := syntax.AttrName(path.Child(segment)); known {
			all = append(all, name)
		}
	}
	for e := range d.Name().Parent().Parent().Parent().Children() {
		b := syntax.AsBinding(e)
		if name, _ := syntax.AttrName(b.Path().Child(0)); name != d.Path[0] {
			continue
		}
		if b.Path().Child(1).Exists() {
			add(b.Path(), 1)
			continue
		}
		value := b.Value().Unparen()
		for call := syntax.AsApply(value); call.Exists(); call = syntax.AsApply(value) { // `mkIf condition { … }`
			value = call.Argument().Unparen()
		}
		for below := range plainSet(value).Entries() {
			add(syntax.AsBinding(below).Path(), 0)
		}
	}
	return all
}

// xdgAlone reports whether all that is set of `xdg` is what NixOS has.
func xdgAlone(x *optiondb.Index) bool {
	names := namesBelow(x)
	return len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool { return !xdgOfNixos[name] })
}

// hint is the system that a path in the workspace suggests by what its file is called, or a folder above it. Machines and their
// owners have folders, too: sure says that the name can hardly be that of one.
func (s *Snapshot) hint(at string) (system string, sure bool) {
	if system = tellers.folders[path.Base(at)]; system != "" && strings.HasSuffix(at, ".nix") {
		return system, true
	}
	for dir := path.Dir(at); ; dir = path.Dir(dir) {
		name := path.Base(dir)
		sure = name != "home" && name != "homes" && name != "darwin"
		if system = tellers.folders[name]; system != "" && (sure || dir != s.root) {
			return system, sure
		}
		if dir == s.root || dir == "/" || dir == "." {
			return "", false
		}
	}
}

// seed is a file, or a folder, that a text gives to another system.
type seed struct{ path, system string }

// systemOf is the system that a name tells, "" for none.
func systemOf(name string) string {
	for _, p := range tellers.parts {
		if strings.Contains(name, p.text) {
			return p.system
		}
	}
	return ""
}

// nixosHolders are attributes of flakes that hold modules or configurations of NixOS by name.
var nixosHolders = wordSet("nixosModules nixosModule nixosConfigurations nixos colmena")

// seedsIn are the paths in f that it gives to other systems: `home-manager.users.x = ./home.nix`.
func seedsIn(f *File) (all []seed) {
	relevant := false
	for _, p := range tellers.parts {
		relevant = relevant || f.Mentions(p.text)
	}
	if !relevant {
		return nil
	}
	for n := range f.Tree.Root().Descendants() {
		if !n.Is(syntax.PathNode) || !n.IsLiteral() || !strings.HasPrefix(n.Text(), ".") {
			continue
		}
		if system := givenTo(n); system != "" {
			all = append(all, seed{path.Join(path.Dir(f.Path), n.Text()), system})
		}
	}
	return all
}

// givenTo is the system that what is around n gives it to: the name nearest to it tells, of attributes and of functions. The name
// of a module or of a machine of NixOS tells nothing.
func givenTo(n syntax.Node) string {
	found := ""
	for child, p := n, n.Parent(); p.Exists(); child, p = p, p.Parent() {
		switch call := syntax.AsApply(p); {
		case p.Is(syntax.BindingNode) && child != syntax.AsBinding(p).Path().Node:
			names, _ := syntax.AsBinding(p).Path().Names()
			for _, name := range slices.Backward(names) {
				if nixosHolders[name] {
					return ""
				}
				if found != "" {
					return found
				}
				found = systemOf(name)
			}
		case call.Exists() && child == call.Argument():
			function := call.Function().Unparen()
			for inner := syntax.AsApply(function); inner.Exists(); inner = syntax.AsApply(function) {
				function = inner.Function().Unparen()
			}
			switch name := function.Text(); {
			case found != "":
				return found
			case systemOf(name) != "":
				return systemOf(name)
			case endsWithAny(name, composingFunctions):
				return ""
			}
		}
	}
	return found
}

// elsewhere finds among the modules those of other systems, and says of which. Modules that configurations in reached import, and
// what they import, are of NixOS.
func (s *Snapshot) elsewhere(modules map[*File]bool, whole []*Configuration) map[*File]string {
	all := map[*File]string{}
	var given []seed
	var queue, hinted []*File
	for _, f := range s.order {
		given = append(given, f.seeds()...)
		facts := s.Facts(f)
		switch {
		case facts.system != "":
			queue = append(queue, f)
		case facts.hint != "" && facts.Kind == ModuleFile:
			hinted = append(hinted, f)
		}
	}
	if len(given)+len(queue)+len(hinted) == 0 {
		return nil
	}
	nixos := s.anchored(modules, whole)
	mark := func(f *File, system string, outdone tells) {
		if f != nil && modules[f] && all[f] == "" && !nixos[f] && s.Facts(f).nixos < outdone {
			all[f] = system
			queue = append(queue, f)
		}
	}
	for _, f := range hinted {
		outdone := tellsService
		if s.Facts(f).sure {
			outdone = tellsNixos
		}
		mark(f, s.Facts(f).hint, outdone)
	}
	for _, g := range given {
		if f := s.module(g.path); f != nil {
			mark(f, g.system, tellsNixos)
			continue
		}
		for _, f := range s.order {
			if strings.HasPrefix(f.Path, g.path+"/") {
				mark(f, g.system, tellsService)
			}
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		facts := s.Facts(queue[0])
		system := all[queue[0]]
		if system == "" {
			system = facts.system
		}
		if system == "flake-parts" {
			continue // what is not its own it gives to others
		}
		for _, i := range facts.asImported().Imports {
			mark(s.module(i.Path), system, tellsNixos)
		}
	}
	return all
}

// anchored are the files that are known to be modules of NixOS: of configurations that were evaluated, of entries by name, and of
// modules that set what only NixOS has, with all that these import.
func (s *Snapshot) anchored(modules map[*File]bool, whole []*Configuration) map[*File]bool {
	known := map[*File]bool{}
	var queue []*File
	add := func(f *File) {
		if f != nil && !known[f] {
			known[f] = true
			queue = append(queue, f)
		}
	}
	for _, c := range whole {
		for _, f := range c.modules {
			add(f)
		}
	}
	for f := range modules {
		if s.Facts(f).nixos == tellsNixos || path.Base(f.Path) == "configuration.nix" && s.Facts(f).hint == "" || slices.Contains(s.world.Entries, f.Path) {
			add(f)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, i := range s.Facts(queue[0]).asImported().Imports {
			if f := s.module(i.Path); f != nil && !s.Facts(f).ofAnother {
				add(f)
			}
		}
	}
	return known
}

// KindOf says what f is for, and why: what its own text tells, unless others tell that it is a module of another system.
func (s *Snapshot) KindOf(f *File) (FileKind, string) {
	s.Configurations()
	if system := s.abroad[f]; system != "" {
		return OtherFile, "it is a module of " + system + ", as far as who imports it tells, or what it is called"
	}
	return s.Facts(f).Kind, s.Facts(f).Why
}
