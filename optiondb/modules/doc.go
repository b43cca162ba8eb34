// Package modules is the module system: from NixOS modules to the options that they declare and the values that their
// definitions merge to, as nixpkgs' lib.evalModules has it, with where each value comes from.
//
//	s := eval.New(eval.Options{})
//	system := modules.Install(s) // lib.evalModules, in Nix code too
//	c := system.Evaluate(modules.Arguments{Modules: []eval.Value{module}})
//	port := s.Select(c.Config(), "services", "pds", "port")
//	for _, d := range c.Option("services", "pds", "port").Definitions() {
//		fmt.Println(d.File, d.Priority, d.Origin.Value().Text())
//	}
//
// # How it works
//
// Everything hangs on one knot: modules are functions of the `config` that they define together. Nothing but laziness
// unties it. A [Configuration] is two lazy values, its options and its config. Whoever selects `services.pds.port` makes
// the module system collect the modules (which applies their functions, but looks at no definition), find the option's
// declarations, then its definitions, and merge these; another option is not touched. The evaluator's thunks guard every
// step, so that a value which needs itself is Nix's infinite recursion.
//
// Types are what they are in nixpkgs: sets with `check`, `merge` and `typeMerge`. Those of our own lib, of nixpkgs' lib,
// and of users all work. What happens to definitions before a type merges them (properties, priorities, order) is here, in
// Go, so that each [Definition] keeps its place in the text and its priority, and for what is not known:
//
// A definition under `mkIf u` with u unknown may be there or not, so that the option's value is a Choice of two, each
// merged on its own; an unknown definition that could be anything, mkForce included, makes the option Unknown; the options
// beside it stay known. A definition that loses against a certain one of higher priority costs nothing. Where a module was
// not read, every option is Unknown, unless the caller wants the rest all the same ([Arguments.Lenient]).
//
// It knows nothing of the disk, of editors, of which options should exist.
package modules
