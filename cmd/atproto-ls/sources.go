package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/pflag"

	"atproto-ls/analysis"
	"atproto-ls/analysis/workspace"
)

// sourceFlags say where options come from; commands share them.
type sourceFlags struct {
	config        string
	modules, json []string
	nixpkgsLib    string
	noBundled     bool
	required      bool
	sources       moreSources
}

// moreSources is the value of --sources.
type moreSources struct{ machine bool }

// String implements [pflag.Value].
func (m *moreSources) String() string {
	if m.machine {
		return "+machine"
	}
	return ""
}

// Type implements [pflag.Value].
func (m *moreSources) Type() string { return "+machine" }

// Set implements [pflag.Value].
func (m *moreSources) Set(text string) error {
	if text != "+machine" {
		return fmt.Errorf("got `%s`, want `+machine`", text)
	}
	m.machine = true
	return nil
}

func (f *sourceFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.config, "config", "", "read this settings `FILE` instead of the workspace's")
	flags.StringArrayVar(&f.modules, "modules", nil, "count the NixOS module at `PATH`, or in a folder's default.nix, as imported everywhere (repeatable)")
	flags.StringArrayVar(&f.json, "options-json", nil, "read options from this NixOS options.json or snapshot `FILE` (repeatable)")
	flags.Var(&f.sources, "sources", "`+machine`: also use the options of this machine")
	flags.BoolVar(&f.required, "require-sources", false, "fail when the modules of a pinned flake input are not in the Nix store")
	flags.BoolVar(&f.noBundled, "no-bundled", false, "leave out the option sets that ship with the program")
	flags.StringVar(&f.nixpkgsLib, "nixpkgs-lib", "", "evaluate modules with the lib of this checkout `DIR` of nixpkgs")
}

// open is the workspace of path with the flags over its settings, and its sources read.
func (f *sourceFlags) open(path string) (*workspace.Workspace, error) {
	w, err := workspace.Open(path, f.options())
	if err != nil {
		return nil, usage("%v", err)
	}
	return w, f.apply(w)
}

func (f *sourceFlags) options() workspace.Options {
	return workspace.Options{Config: f.config, Keep: keepFolder()}
}

// named reports whether a flag says where options come from.
func (f *sourceFlags) named() bool {
	return len(f.modules)+len(f.json) > 0 || f.nixpkgsLib != "" || f.noBundled || f.required || f.sources.machine
}

// apply puts the flags over a workspace's settings and reads the sources.
func (f *sourceFlags) apply(w *workspace.Workspace) error {
	w.Name(absolutes(f.modules), absolutes(f.json), absoluteName(f.nixpkgsLib), !f.noBundled, f.sources.machine)
	sources, err := w.Sources()
	if err != nil {
		return usage("%v", err)
	}
	if f.required && len(sources.Absent) > 0 {
		var names []string
		for _, pin := range sources.Absent {
			names = append(names, pin.Name)
		}
		return usage("--require-sources: not in the Nix store: %s; `nix flake archive` puts them there", analysis.Quoted(names))
	}
	return nil
}

// absolutes are paths of the command line, which start from the working directory.
func absolutes(names []string) (all []string) {
	for _, n := range names {
		all = append(all, absoluteName(n))
	}
	return all
}

func absoluteName(name string) string {
	if abs, err := filepath.Abs(name); name != "" && err == nil {
		return abs
	}
	return name
}
