package eval

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Flake references (Nix manual, "Flake references") that say nothing of where they are resolved: those of forges, and names of
// a registry. Others are not known, and neither are those that Nix refuses.

func flakeBuiltins() []def {
	return []def{
		{"parseFlakeRef", args(stringArg), parseFlakeRef},
		{"flakeRefToString", args(setArg), flakeRefToString},
	}
}

// referenceForms are what is read of references.
type referenceForms struct {
	forge    *regexp.Regexp // the forge, an owner, a repository, a branch or revision, and settings
	registry *regexp.Regexp // a name, a branch, a revision
	revision *regexp.Regexp
	branch   *regexp.Regexp // a name of a branch or tag that no rule of Git is against, and that is written as it is
	folder   *regexp.Regexp
}

var references = sync.OnceValue(func() referenceForms {
	return referenceForms{
		regexp.MustCompile(`^(github|gitlab|sourcehut):(~?[\w.-]+)/([\w.-]+)((?:/[\w.+-]+)*)(?:\?([\w./=&-]*))?$`),
		regexp.MustCompile(`^(?:flake:)?([A-Za-z][\w-]*)(?:/([\w.+-]+))?(?:/([0-9a-f]{40}))?$`),
		regexp.MustCompile(`^[0-9a-f]{40}$`),
		regexp.MustCompile(`^[A-Za-z0-9_]+(?:[._/+-][A-Za-z0-9_]+)*$`),
		regexp.MustCompile(`^[\w-][\w./-]*$`),
	}
})

func unknownReference(what string) Value {
	return MakeUnknown("flake references of this form are not computed", what)
}

func parseFlakeRef(_ *Session, a []Value) Value {
	text, _ := a[0].AsString()
	parts := map[string]string{}
	if m := references().forge.FindStringSubmatch(text); m != nil {
		parts["type"], parts["owner"], parts["repo"] = m[1], m[2], m[3]
		if m[4] != "" {
			parts[refOrRevision(m[4][1:])] = m[4][1:]
		}
		for pair := range strings.SplitSeq(m[5], "&") {
			name, value, _ := strings.Cut(pair, "=")
			if pair == "" {
				continue
			}
			if _, twice := parts[name]; twice || value == "" || !slices.Contains([]string{"dir", "ref", "rev", "host"}, name) {
				return unknownReference(text)
			}
			parts[name] = value
		}
	} else if m := references().registry.FindStringSubmatch(text); m != nil {
		parts["type"], parts["id"] = "indirect", m[1]
		if m[2] != "" {
			parts[refOrRevision(m[2])] = m[2]
		}
		if m[3] != "" && parts["rev"] == "" {
			parts["rev"] = m[3]
		} else if m[3] != "" {
			return unknownReference(text)
		}
	}
	if !plainReference(parts) {
		return unknownReference(text)
	}
	attrs := make([]Attr, 0, len(parts))
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		attrs = append(attrs, Attr{Name: name, Value: String(parts[name])})
	}
	return MakeSet(attrs)
}

func refOrRevision(text string) string {
	if references().revision.MatchString(text) {
		return "rev"
	}
	return "ref"
}

// plainReference reports whether Nix takes a reference for sure, and every part of it as it is written.
func plainReference(parts map[string]string) bool {
	forms := references()
	ref, rev, dir := parts["ref"], parts["rev"], parts["dir"]
	return parts["type"] != "" && (ref == "" || forms.branch.MatchString(ref) && !strings.Contains(ref, ".lock") && !forms.revision.MatchString(ref)) &&
		(rev == "" || forms.revision.MatchString(rev)) && (dir == "" || forms.folder.MatchString(dir)) &&
		(ref == "" || rev == "" || parts["type"] == "indirect")
}

func flakeRefToString(s *Session, a []Value) Value {
	parts := map[string]string{}
	for _, attr := range a[0].Set().Attrs() {
		v := s.Force(attr.Value)
		text, ok := v.AsString()
		if v.Kind() == ErrorKind {
			return v
		}
		if !ok || text == "" {
			return unknownReference("flakeRefToString")
		}
		parts[attr.Name] = text
	}
	names, head := []string{"type", "owner", "repo", "ref", "rev", "dir"}, parts["type"]+":"+parts["owner"]+"/"+parts["repo"]
	if parts["type"] == "indirect" {
		names, head = []string{"type", "id", "ref", "rev", "dir"}, "flake:"+parts["id"]
	}
	for name := range parts {
		if !slices.Contains(names, name) {
			return unknownReference("flakeRefToString")
		}
	}
	again := head
	for _, name := range []string{"ref", "rev"} {
		if parts[name] != "" {
			again += "/" + parts[name]
		}
	}
	known := references().forge.MatchString(again) || parts["type"] == "indirect" && references().registry.MatchString(again)
	if !known || !plainReference(parts) || strings.Contains(again, "+") {
		return unknownReference("flakeRefToString")
	}
	if dir := parts["dir"]; dir != "" {
		again += "?dir=" + dir
	}
	return String(again)
}
