// Package workspace finds and reads: the root of a workspace, its settings, its files. It is the only package below
// server that touches the disk, and it builds the [analysis.Snapshot]s that everything else looks at.
//
//	w, err := workspace.Open("/etc/nixos/hosts", workspace.Options{})
//	loaded := w.Load(ctx, workspace.Request{Paths: []string{"/etc/nixos/hosts"}})
//	rules, err := w.Rules(checks.All)
//	findings, err := loaded.Snapshot.Run(ctx, rules)
//
// It reads nothing above the workspace but the .gitignore files of the repository that it lies in, follows no link out
// of it, starts no program, and writes nothing. What it cannot read it names in [Loaded.Problems], and reads everything
// else. It knows no check and no LSP.
package workspace
