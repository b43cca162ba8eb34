package optiondb

import (
	"net/url"
	"path"
	"slices"
	"strings"
)

// Repository is where a source lives, as flake.lock and npins record it; an empty part matches any.
type Repository struct{ Host, Owner, Repo string }

// Forges are the hosts of the short forms of flake references, and of what flake.lock records by owner and name.
var Forges = map[string]string{"github": "github.com", "gitlab": "gitlab.com", "sourcehut": "git.sr.ht"}

// RepositoryOf is the repository in the URL of one, or of an archive of one, or in a flake reference (Nix manual, "nix flake",
// "Flake references"): `github:OWNER/REPO/REF`. Of a name in a registry and of a path only Repo is known; the zero Repository
// is for a text that is no URL.
func RepositoryOf(text string) Repository {
	u, err := url.Parse(text)
	if err != nil {
		return Repository{}
	}
	rest := u.Path
	if u.Opaque != "" { // `github:OWNER/REPO`
		rest = u.Opaque
	}
	segments := strings.FieldsFunc(rest, func(c rune) bool { return c == '/' })
	host, short := Forges[u.Scheme]
	switch {
	case short && len(segments) > 1:
		return Repository{host, segments[0], segments[1]}
	case u.Hostname() == "" && len(segments) > 0:
		name := segments[0] // of a registry, with a branch behind it
		if u.Scheme != "" || strings.HasPrefix(rest, "/") || strings.HasPrefix(rest, ".") {
			name = path.Base(rest)
		}
		return Repository{Repo: name}
	}
	if len(segments) > 0 && strings.HasPrefix(segments[len(segments)-1], "nixexprs") { // https://channels.nixos.org/nixos-unstable/nixexprs.tar.xz
		return Repository{"github.com", "NixOS", "nixpkgs"}
	}
	isArchive := func(s string) bool { return s == "archive" || s == "tarball" || s == "tar.gz" }
	if i := slices.IndexFunc(segments, isArchive); i > 1 { // OWNER/REPO/archive/REVISION.tar.gz
		segments = slices.DeleteFunc(segments[:i], func(s string) bool { return s == "-" })
	}
	if len(segments) > 2 && segments[0] == "f" { // https://flakehub.com/f/OWNER/REPO/VERSION, https://api.flakehub.com/f/pinned/OWNER/REPO/…
		segments = slices.DeleteFunc(segments[1:], func(s string) bool { return s == "pinned" })
		segments = segments[:min(2, len(segments))]
	}
	if len(segments) < 2 {
		return Repository{Host: u.Hostname()}
	}
	return Repository{u.Hostname(), segments[len(segments)-2], strings.TrimSuffix(segments[len(segments)-1], ".git")}
}

// is reports whether r is the repository that want describes; an empty part of want matches any.
func (r Repository) is(want Repository) bool {
	part := func(have, want string) bool { return want == "" || strings.EqualFold(have, want) }
	return part(r.Host, want.Host) && part(r.Owner, want.Owner) && part(r.Repo, want.Repo)
}
