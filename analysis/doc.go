// Package analysis answers questions about a workspace of Nix files: what is wrong in it, and which edits mend it.
//
// Everything is asked of a [Snapshot], which never changes: files with their trees, and a [Disk] that says what else
// lies around them. Answers are plain structs in byte offsets. A [Check] is a constant value that looks at one file of
// a snapshot and reports [Diagnostic]s; [Snapshot.Run] runs a list of checks, hides what comments in the files suppress,
// and keeps one diagnostic for one mistake.
//
//	snapshot := analysis.NewSnapshot("/etc/nixos", []*analysis.File{analysis.NewFile("/etc/nixos/a.nix", text)}, nil)
//	findings, _ := snapshot.Run(ctx, analysis.Rules{Checks: checks.All})
//	for _, d := range findings.Diagnostics {
//		fmt.Println(d.File, d.Start, d.Code, d.Message)
//	}
//
// The package knows neither LSP nor the terminal, and touches no disk: package workspace finds and reads the files and
// implements [Disk]. Uncertainty is silent: a check that meets something it cannot know returns.
package analysis
