package workspace

import (
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/bmatcuk/doublestar/v4"
)

// ignores answers whether git ignores a path, from the `.gitignore` files of the workspace alone: what one person's
// machine ignores besides must not change what CI says. The rules are those of gitignore(5).
type ignores struct {
	top string // the folder whose .gitignore is the first one read, absolute, with slashes

	mutex sync.Mutex
	byDir map[string][]ignoreRule
}

// ignoreRule is one line of a .gitignore.
type ignoreRule struct {
	glob     string
	plain    bool // glob has no special character
	negated  bool // `!…`: what an earlier rule ignores is kept
	folder   bool // `…/`: folders only
	anchored bool // matched against the path from the .gitignore's folder, not against the name alone
}

func newIgnores(top string) *ignores {
	return &ignores{top: top, byDir: map[string][]ignoreRule{}}
}

// ignored reports whether git ignores the absolute path, itself or one of the folders that it is in. Paths outside top
// are not ignored.
func (g *ignores) ignored(file string, isFolder bool) bool {
	rel, below := strings.CutPrefix(file, strings.TrimSuffix(g.top, "/")+"/")
	if !below {
		return false
	}
	for i := 0; i < len(rel); i++ {
		if rel[i] == '/' && g.entry(file[:len(file)-len(rel)+i], true) {
			return true // git does not look below an ignored folder, whatever is said there
		}
	}
	return g.entry(file, isFolder)
}

// entry reports whether the rules ignore file itself, those of the nearest .gitignore and of a file's last line first.
func (g *ignores) entry(file string, isFolder bool) bool {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		rules := g.rules(dir)
		for i := len(rules) - 1; i >= 0; i-- {
			if rules[i].matches(strings.TrimPrefix(file[len(dir):], "/"), isFolder) {
				return !rules[i].negated
			}
		}
		if dir == g.top || dir == path.Dir(dir) {
			return false
		}
	}
}

// rules are the rules of the .gitignore in dir, read once; none when there is no such file.
func (g *ignores) rules(dir string) []ignoreRule {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	rules, known := g.byDir[dir]
	if !known {
		text, _ := os.ReadFile(filepath.FromSlash(path.Join(dir, ".gitignore")))
		rules = parseIgnore(string(text))
		g.byDir[dir] = rules
	}
	return rules
}

func parseIgnore(text string) (rules []ignoreRule) {
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		line = trimBlanks(strings.TrimRight(line, "\r\n"))
		if line == "" || line[0] == '#' {
			continue
		}
		var r ignoreRule
		line, r.negated = strings.CutPrefix(line, "!")
		line, r.folder = strings.CutSuffix(line, "/")
		r.anchored = strings.Contains(line, "/")
		r.glob = braces.Replace(strings.TrimPrefix(line, "/"))
		if folder, ok := strings.CutSuffix(r.glob, "/**"); ok {
			r.glob = folder + "/**/*" // what is in the folder; doublestar would take the folder too
		}
		r.plain = !strings.ContainsAny(r.glob, `*?[]\`)
		if r.glob != "" && doublestar.ValidatePattern(r.glob) {
			rules = append(rules, r)
		}
	}
	return rules
}

// braces escapes what is special to doublestar and not to git.
var braces = strings.NewReplacer("{", `\{`, "}", `\}`)

// trimBlanks removes the blanks at the end of a line, except one behind a backslash.
func trimBlanks(line string) string {
	for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
		line = line[:len(line)-1]
	}
	return line
}

// matches reports whether the rule matches rel, a path from the folder of its .gitignore.
func (r ignoreRule) matches(rel string, isFolder bool) bool {
	if r.folder && !isFolder {
		return false
	}
	if !r.anchored {
		rel = path.Base(rel)
	}
	if r.plain {
		return r.glob == rel
	}
	ok, _ := doublestar.Match(r.glob, rel)
	return ok
}
