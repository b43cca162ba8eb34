package checks

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var missingImport = &analysis.Check{
	Code:     "ATP005",
	Name:     "missing-import",
	Severity: analysis.Warning,
	Summary:  "A path that is imported or read does not exist",
	Doc: `
A path written out in ` + "`imports`, or behind `import`, `callPackage` or `readFile`" + `, is read from the disk when the
configuration is evaluated, which stops when nothing is there. A folder is read through its ` + "`default.nix`" + `.

Nothing is said where the path may well be there elsewhere: a file that ` + "`.gitignore`" + ` names, a folder of a git submodule,
a path outside the workspace, one that is built from pieces, one that the file itself asks about with ` + "`pathExists`" + `, or about a folder around it. Nor is
anything said in templates and fixtures, which are copied to where the rest of their files will be.`,
	Bad: `
{ ... }:
{
  imports = [ ./hardware-configuration.nix ];
}`,
	Good: `
{ ... }:
{
  imports = [ ];
}`,
	Run: func(p *analysis.Pass) {
		if !hasPath(p.File.Tree) || toBeCopied(p.Snapshot.Relative(p.File.Path)) {
			return // no path at all, or others than here
		}
		asked := askedPaths(p)
		for n := range p.File.Tree.Root().Descendants() {
			for _, r := range readPaths(n) {
				target := resolve(p, r.path)
				if !slices.ContainsFunc(asked, func(a string) bool { return target == a || strings.HasPrefix(target, a+"/") }) && !leftOut(p, n, r.path, target) {
					reportMissing(p, r)
				}
			}
		}
	},
}

// hasPath reports whether a path is written in a file.
func hasPath(tree *syntax.File) bool {
	for n := range tree.Root().Descendants() {
		if n.Is(syntax.PathNode) {
			return true
		}
	}
	return false
}

// leftOut reports whether a path in the `imports` of the module that the file is, as n binds it, is known not to be read: a condition
// leaves it out. All other paths of them are among what the module imports, or it says why they are not known.
func leftOut(p *analysis.Pass, n, literal syntax.Node, target string) bool {
	facts, b := p.Snapshot.Facts(p.File), syntax.AsBinding(n)
	own := func(place analysis.Place) bool {
		return place.Kind == analysis.ModulesPlace && place.World == "" && len(place.Path) == 0
	}
	if !b.Exists() || !p.File.Mentions("optional") || facts.Kind != analysis.ModuleFile || !slices.ContainsFunc(p.Snapshot.PlacesOf(p.File, b.Value()), own) {
		return false
	}
	around := func(u optiondb.Unread) bool {
		at := u.At.Value()
		return !at.Exists() || at.Start() <= literal.Start() && literal.End() <= at.End()
	}
	return !slices.ContainsFunc(facts.Unread, around) && !slices.ContainsFunc(facts.Imports, func(i optiondb.Import) bool { return i.Path == target })
}

// toBeCopied reports whether a file is one that is copied before it is read, by its name or that of a folder around it.
func toBeCopied(name string) bool {
	folders := strings.Split(path.Dir(name), "/")
	return slices.ContainsFunc(folders, func(f string) bool { return templates.MatchString(f) }) || templateFiles.MatchString(path.Base(name))
}

var (
	templates     = regexp.MustCompile(`(?i)^(templates?|fixtures?|skeletons?)$`)
	templateFiles = regexp.MustCompile(`(?i)(^|[^a-z])(template|example)([^a-z].*)?\.nix$`)
)

// read is a literal path that evaluation reads.
type read struct {
	path   syntax.Node
	module bool // as Nix code: of a folder, its default.nix
}

// readPaths are the literal paths that n itself reads: the elements of `imports`, the argument of a reading function.
func readPaths(n syntax.Node) []read {
	switch n.Kind() {
	case syntax.BindingNode:
		b := syntax.AsBinding(n)
		if b.Path().Text() == "imports" {
			return importedPaths(b.Value())
		}
	case syntax.ApplyNode, syntax.BinaryNode:
		a := syntax.AsApply(n)
		if !a.Argument().Unparen().Is(syntax.PathNode) {
			return nil
		}
		switch functionName(a.Function()) {
		case "callPackage":
			return literalPath(a.Argument(), true)
		case "readFile":
			return literalPath(a.Argument(), false)
		case "import": // a function of that name in a library has a meaning of its own
			if f := a.Function().Unparen(); f.Is(syntax.IdentNode) || f.Text() == "builtins.import" {
				return literalPath(a.Argument(), true)
			}
		}
	}
	return nil
}

// importedPaths are the literal paths in the value of `imports`: of lists, joined by `++`, and of `optional` and
// `optionals`, except under a condition that asks whether a path exists.
func importedPaths(value syntax.Node) (paths []read) {
	switch value = value.Unparen(); value.Kind() {
	case syntax.ListNode:
		for e := range value.Elements() {
			paths = append(paths, literalPath(e, true)...)
		}
	case syntax.BinaryNode:
		if b := syntax.AsBinary(value); b.Op().Kind == syntax.Concat {
			paths = append(importedPaths(b.Left()), importedPaths(b.Right())...)
		}
	case syntax.ApplyNode:
		last := syntax.AsApply(value)
		first := syntax.AsApply(last.Function().Unparen())
		switch functionName(first.Function()) {
		case "optional":
			return literalPath(last.Argument(), true)
		case "optionals":
			return importedPaths(last.Argument())
		}
	}
	return paths
}

// literalPath is n as a path that is read, if it is a path without interpolation.
func literalPath(n syntax.Node, module bool) []read {
	if n = n.Unparen(); n.Is(syntax.PathNode) && n.IsLiteral() {
		return []read{{n, module}}
	}
	return nil
}

// functionName is the last name of what is applied: `import` of `builtins.import`.
func functionName(f syntax.Node) string {
	f = f.Unparen()
	if s := syntax.AsSelect(f); s.Exists() {
		for segment := range s.Path().Segments() {
			f = segment
		}
	}
	if !f.Is(syntax.IdentNode) {
		return ""
	}
	return f.Text()
}

// askedPaths are the paths that the file asks about with `pathExists`.
func askedPaths(p *analysis.Pass) (asked []string) {
	if !p.File.Mentions("pathExists") {
		return nil
	}
	for n := range p.File.Tree.Root().Descendants() {
		if a := syntax.AsApply(n); a.Exists() && functionName(a.Function()) == "pathExists" {
			for _, r := range literalPath(a.Argument(), false) {
				asked = append(asked, resolve(p, r.path))
			}
		}
	}
	return asked
}

// resolve is the absolute path that a path literal stands for; empty for one below the home directory.
func resolve(p *analysis.Pass, literal syntax.Node) string {
	text := literal.Text()
	switch {
	case strings.HasPrefix(text, "~"):
		return ""
	case strings.HasPrefix(text, "/"):
		return path.Clean(text)
	}
	return path.Join(p.Snapshot.Folder(p.File), text)
}

func reportMissing(p *analysis.Pass, r read) {
	target := resolve(p, r.path)
	if target == "" {
		return // below a home directory
	}
	message, missing := lacks(p, r.module, target)
	if !missing {
		return // it is there, or nobody can know
	}
	d := analysis.Diagnostic{Range: p.File.Range(r.path), Message: message}
	if name, near := nearestPath(p, r); name != "" {
		d.Message += fmt.Sprintf("; did you mean `%s`?", name)
		d.Fixes = []analysis.Fix{{
			Title: fmt.Sprintf("read `%s`", near), Preferred: true,
			Edits: p.Edits(syntax.Edit{Start: r.path.Start(), End: r.path.End(), NewText: near}),
		}}
	}
	p.Report(d)
}

// lacks says what is missing for target to be read.
func lacks(p *analysis.Pass, module bool, target string) (message string, missing bool) {
	name := p.Snapshot.Relative(target)
	switch p.Snapshot.Look(target) {
	case analysis.Absent:
		return fmt.Sprintf("there is no `%s` in the workspace", name), true
	case analysis.Folder:
		if module && p.Snapshot.Look(path.Join(target, "default.nix")) == analysis.Absent {
			return fmt.Sprintf("the folder `%s` has no `default.nix`", name), true
		}
	}
	return "", false
}

// nearestPath is a path that exists where the literal has a slip in one of its names: that name mended, and the whole
// literal with it. Both are empty when there is none.
func nearestPath(p *analysis.Pass, r read) (name, text string) {
	parts := strings.Split(r.path.Text(), "/")
	folder := p.Snapshot.Folder(p.File)
	for i, part := range parts {
		next := path.Join(folder, part)
		if part == "." || part == ".." || p.Snapshot.Look(next) == analysis.Folder {
			folder = next
			continue
		}
		for _, name := range candidates(part, p.Snapshot.Names(folder)) {
			mended := slices.Concat(parts[:i], []string{name}, parts[i+1:])
			target := path.Join(append([]string{folder}, mended[i:]...)...)
			found := p.Snapshot.Look(target)
			_, missing := lacks(p, r.module, target)
			if !missing && target != p.File.Path && (found == analysis.RegularFile || found == analysis.Folder && r.module) {
				return name, strings.Join(mended, "/")
			}
		}
		return "", ""
	}
	return "", ""
}

// candidates are the names of a folder that name may be a slip of, the likeliest first.
func candidates(name string, names []string) []string {
	var likely []string
	for _, other := range []string{name + ".nix", strings.TrimSuffix(name, ".nix")} {
		if other != name && slices.Contains(names, other) {
			likely = append(likely, other)
		}
	}
	suffix := path.Ext(name)
	var stems []string // of the names of the same kind: an ending that all share makes none of them nearer
	for _, other := range names {
		if path.Ext(other) == suffix {
			stems = append(stems, strings.TrimSuffix(other, suffix))
		}
	}
	if near, ok := analysis.Nearest(strings.TrimSuffix(name, suffix), stems); ok {
		likely = append(likely, near+suffix)
	}
	return likely
}
