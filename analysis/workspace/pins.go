package workspace

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

// world is what the settings and the lock files tell.
func (w *Workspace) world() analysis.World {
	sources, _ := w.Sources() // whoever opened the workspace has asked for the error
	pins, unknown := w.readPins()
	world := analysis.World{Pins: pins, Unpinned: unknown, Library: sources.Library, Modules: sources.Modules, Inputs: sources.Inputs}
	for _, e := range w.Settings.Check.Entries {
		world.Entries = append(world.Entries, path.Join(w.Root, filepath.ToSlash(e)))
	}
	return world
}

// readPins is what the workspace's lock files pin: the direct inputs of its flake.lock, and the files of npins, niv and lon. A file
// that is no lock file pins nothing that is known, as with the marks of a merge in it: unknown says why.
func (w *Workspace) readPins() (pins []optiondb.Pin, unknown string) {
	lock, broken := readLock(w.lockFile())
	pins = lock.pins()
	if broken != nil {
		unknown = "flake.lock cannot be read: " + broken.Error()
	}
	for _, file := range sourceFiles {
		sources, broken := sourcePins(filepath.Join(filepath.FromSlash(w.Root), filepath.FromSlash(file)))
		pins = append(pins, sources...)
		if broken != nil && unknown == "" {
			unknown = file + " cannot be read: " + broken.Error()
		}
	}
	sort.SliceStable(pins, func(i, j int) bool { return pins[i].Name < pins[j].Name })
	return pins, unknown
}

// sourceFiles are where npins, niv and lon write what they pin.
var sourceFiles = []string{"npins/sources.json", "nix/sources.json", "lon.lock"}

// flakeLock is the part of flake.lock (version 7) that says what is pinned.
type flakeLock struct {
	Root  string `json:"root"`
	Nodes map[string]struct {
		Inputs map[string]json.RawMessage `json:"inputs"`
		Locked struct {
			Type, Host, Owner, Repo, Rev, URL, NarHash, Dir string
			LastModified                                    int64
		} `json:"locked"`
		Original struct{ Ref string } `json:"original"`
	} `json:"nodes"`
}

// readLock reads a flake.lock, which pins nothing where there is none. The error is that of a text which is none.
func readLock(name string) (lock flakeLock, broken error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return flakeLock{}, nil
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		return flakeLock{}, noLock(text, err)
	}
	return lock, nil
}

// noLock says in few words what is wrong with the text of a lock file.
func noLock(text []byte, err error) error {
	offset := int64(-1)
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		offset = syntax.Offset
	} else if kind := (*json.UnmarshalTypeError)(nil); errors.As(err, &kind) {
		offset = kind.Offset
	}
	if offset < 0 || offset > int64(len(text)) {
		return err
	}
	return fmt.Errorf("line %d is not what belongs there", 1+bytes.Count(text[:offset], []byte("\n")))
}

// pins are the direct inputs, by name.
func (lock flakeLock) pins() (pins []optiondb.Pin) {
	inputs := lock.Nodes[lock.Root].Inputs
	for _, input := range slices.Sorted(maps.Keys(inputs)) {
		node := lock.follow(inputs[input])
		locked := lock.Nodes[node].Locked
		if locked.Type == "" {
			continue
		}
		pin := optiondb.Pin{
			Name: input, Revision: locked.Rev, Branch: lock.Nodes[node].Original.Ref,
			Repository: optiondb.Repository{Host: locked.Host, Owner: locked.Owner, Repo: locked.Repo},
		}
		if locked.URL != "" {
			pin.Repository = optiondb.RepositoryOf(locked.URL)
			if release := channelOf(locked.URL); release != "" {
				pin.Repository, pin.Branch = optiondb.Repository{Host: "github.com", Owner: "NixOS", Repo: "nixpkgs"}, release
			}
		} else if pin.Host == "" {
			pin.Host = optiondb.Forges[locked.Type]
		}
		if locked.LastModified > 0 {
			pin.Modified = time.Unix(locked.LastModified, 0).UTC().Format(time.DateOnly)
		}
		pins = append(pins, pin)
	}
	return pins
}

// follow is the node that an input of the root names: a node, or the path of another node's input.
func (l flakeLock) follow(target json.RawMessage) string {
	var node string
	if json.Unmarshal(target, &node) == nil {
		return node
	}
	var path []string
	if json.Unmarshal(target, &path) != nil {
		return ""
	}
	node = l.Root
	for _, input := range path {
		next, ok := l.Nodes[node].Inputs[input]
		var name string
		if !ok || json.Unmarshal(next, &name) != nil {
			return ""
		}
		node = name
	}
	return node
}

// source is what npins, niv and lon know of one source, each in words of its own.
type source struct {
	Type, Name, Owner, Repo, Revision, Rev, Branch, URL string
	Repository                                          struct{ Type, Owner, Repo, URL string }
}

// sourcePins reads the pins of npins, niv or lon, as readLock does; git ones have a repository, channels are nixpkgs.
func sourcePins(name string) (pins []optiondb.Pin, broken error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, nil
	}
	var file struct{ Pins, Sources map[string]source }
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, noLock(text, err)
	}
	all := file.Pins
	if all == nil {
		all = file.Sources
	}
	if all == nil { // niv's file is all sources
		if err := json.Unmarshal(text, &all); err != nil {
			return nil, noLock(text, err)
		}
	}
	for input, p := range all {
		pin := optiondb.Pin{Name: input, Revision: cmp.Or(p.Revision, p.Rev), Branch: p.Branch}
		pin.Repository = optiondb.Repository{Host: "github.com", Owner: cmp.Or(p.Repository.Owner, p.Owner), Repo: cmp.Or(p.Repository.Repo, p.Repo)}
		if url := cmp.Or(p.Repository.URL, p.URL); pin.Owner == "" && url != "" {
			pin.Repository = optiondb.RepositoryOf(url)
		}
		if p.Type == "Channel" {
			pin.Repository, pin.Branch = optiondb.Repository{Host: "github.com", Owner: "NixOS", Repo: "nixpkgs"}, p.Name
		}
		pins = append(pins, pin)
	}
	return pins, nil
}

// RepositoriesOf is the repository that a URL names, to compare with pins; none for another URL.
func RepositoriesOf(text string) []optiondb.Repository {
	if r := optiondb.RepositoryOf(text); r.Owner != "" {
		return []optiondb.Repository{r}
	}
	return nil
}

// channelOf is the channel that a tarball of nixpkgs is of ("nixos-25.11" in
// https://releases.nixos.org/nixos/25.11/…/nixexprs.tar.xz and https://channels.nixos.org/nixos-25.11/…), "" for others.
func channelOf(text string) string {
	u, err := url.Parse(text)
	if err != nil || !strings.HasSuffix(u.Hostname(), "nixos.org") {
		return ""
	}
	for _, segment := range strings.Split(u.Path, "/") {
		if strings.HasPrefix(segment, "nixos-") || strings.HasPrefix(segment, "nixpkgs-") {
			return segment
		}
		if len(segment) == 5 && segment[2] == '.' {
			return "nixos-" + segment
		}
	}
	return "nixos-unstable"
}
