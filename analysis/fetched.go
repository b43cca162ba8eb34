package analysis

import (
	"cmp"
	"slices"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// This file is about what expressions fetch by themselves, through npins, lon and niv as a rule: it is as much at hand as the
// inputs of a flake.

// fetched is the source that a builtin fetches for arg: a URL, a flake reference, or a set with one.
func (c *composing) fetched(_ *eval.Session, arg eval.Value) eval.Value {
	part := func(name string) string {
		text, _ := c.session.Lookup(arg, name).AsString()
		return text
	}
	url, isText := arg.AsString()
	if !isText {
		url = part("url")
	}
	if folder := strings.TrimPrefix(url, "path:"); c.snapshot.module(folder+"/flake.nix") != nil {
		return c.flake(folder, revision.Unknown())
	}
	r := optiondb.RepositoryOf(url)
	if url == "" {
		r = optiondb.Repository{Owner: part("owner"), Repo: part("repo")}
	}
	if r.Repo == "" {
		return eval.Value{}
	}
	at := optiondb.Pin{Name: r.Repo, Repository: r, Revision: cmp.Or(part("rev"), url)}
	for _, p := range c.snapshot.Pins() {
		if strings.EqualFold(p.Owner, r.Owner) && strings.EqualFold(p.Repo, r.Repo) && strings.Contains(at.Revision, p.Revision) {
			at.Name = p.Name
		}
	}
	c.pins = append(c.pins, at)
	c.private[at.Name] = isPrivate(url)
	return c.input("the source `"+at.Name+"`", at.Name, r)
}

// urlsIn are the sources whose URLs stand in a file: what it fetches is among them.
func urlsIn(tree *syntax.File) (pins []optiondb.Pin) {
	for _, text := range strings.Split(tree.Source(), `"`) {
		if r := optiondb.RepositoryOf(text); r.Owner != "" && strings.HasPrefix(text, "https://") {
			pins = append(pins, optiondb.Pin{Name: r.Repo, Repository: r})
		}
	}
	return pins
}

// givenFiles reports whether an expression calls a function with files of the workspace: what these bring nobody has read either.
func givenFiles(n syntax.Node) bool {
	call := syntax.AsApply(n.Unparen())
	return call.Exists() && functionName(call.Function().Unparen()) != "import" && strings.Contains(n.Text(), "./")
}

// channels are what people take modules from by a channel, as they would from the input of a flake.
var channels = strings.Fields("agenix disko home-manager impermanence lanzaboote musnix nixos-hardware nixos-mailserver sops-nix")

// channelOf is the channel of these that an import names; "" for none.
func channelOf(what string) string {
	for _, name := range channels {
		if strings.Contains(what, "<"+name+"/") || strings.Contains(what, "<"+name+">") {
			return name
		}
	}
	return ""
}

// isPrivate reports whether only their owner can fetch what is at a URL.
func isPrivate(url string) bool {
	kind, _, _ := strings.Cut(url, ":")
	return slices.Contains([]string{"git+ssh", "ssh", "git+file", "file", "path"}, kind) || strings.Contains(kind, "@")
}

// overrides is what builtins.getEnv answers: nobody has told npins or lon to take another source.
func overrides(name string) (string, bool) { return "", strings.Contains(name, "_OVERRIDE_") }

// provideCompat makes flake-compat known, which gives the outputs of a flake to who evaluates none.
func (c *composing) provideCompat() {
	c.session.Provide(flakeCompat, eval.NewBuiltin("flake-compat", 1, func(s *eval.Session, a []eval.Value) eval.Value {
		folder, bad := s.Text(s.Select(a[0], "src"))
		if bad.Exists() {
			return bad
		}
		self := c.flake(folder, revision.Unknown())
		return eval.MakeOpenSet([]eval.Attr{{Name: "defaultNix", Value: self}, {Name: "outputs", Value: self}}, revision.Unknown())
	}))
}

const flakeCompat = nixpkgsRoot + "flake-compat"
