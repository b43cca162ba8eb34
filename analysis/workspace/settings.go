package workspace

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/pelletier/go-toml/v2"

	"atproto-ls/analysis"
)

// SettingsFile is the name of the settings file in a workspace's root.
const SettingsFile = ".atproto-ls.toml"

// Settings are what `.atproto-ls.toml` holds; an editor sends the same keys as JSON. Start from [DefaultSettings].
type Settings struct {
	Options OptionSettings `toml:"options" json:"options"`
	Check   CheckSettings  `toml:"check" json:"check"`
}

// OptionSettings say where options come from.
type OptionSettings struct {
	Modules    []string `toml:"modules" json:"modules"`         // module files or folders, as --modules
	JSON       []string `toml:"json" json:"json"`               // options.json files, as --options-json
	Bundled    bool     `toml:"bundled" json:"bundled"`         // use the sets that are shipped
	Machine    bool     `toml:"machine" json:"machine"`         // use what this machine has, as --sources +machine
	NixpkgsLib string   `toml:"nixpkgs-lib" json:"nixpkgs-lib"` // a checkout whose lib/ is used; empty: our own lib

	trusted bool // see [Workspace.Name]
}

// CheckSettings say what is checked and what counts.
type CheckSettings struct {
	Entries   []string          `toml:"entries" json:"entries"`       // files or flake attributes; empty: found
	Select    []string          `toml:"select" json:"select"`         // checks to run, by code, prefix or name; empty: all
	Ignore    []string          `toml:"ignore" json:"ignore"`         // of these, the ones not to run
	Exclude   []string          `toml:"exclude" json:"exclude"`       // globs of paths that a folder is checked without
	FailLevel string            `toml:"fail-level" json:"fail-level"` // the mildest severity that fails a run, or never
	Baseline  string            `toml:"baseline" json:"baseline"`     // a file with the findings that are accepted
	Severity  map[string]string `toml:"severity" json:"severity"`     // by check: the severity instead of its own
	PerPath   []PathSettings    `toml:"per-path" json:"per-path"`     // checks not to run below some paths
}

// PathSettings leave checks out for the paths that a glob matches.
type PathSettings struct {
	Path   string   `toml:"path" json:"path"`
	Ignore []string `toml:"ignore" json:"ignore"`
}

// Never is the fail-level at which nothing fails.
const Never = "never"

// FailLevels are the accepted values of `fail-level`, strictest last.
var FailLevels = append(append([]string{}, analysis.SeverityNames...), Never)

// DefaultSettings are the settings of a workspace without a settings file.
func DefaultSettings() Settings {
	return Settings{
		Options: OptionSettings{Modules: []string{}, JSON: []string{}, Bundled: true},
		Check: CheckSettings{
			Entries: []string{}, Select: []string{}, Ignore: []string{}, Exclude: []string{},
			FailLevel: analysis.Warning.String(), Severity: map[string]string{}, PerPath: []PathSettings{},
		},
	}
}

// ParseSettings reads the text of a settings file called name. Every unknown key, wrong type and syntax error is an
// error that says where it stands, and for a key which one is the nearest known.
func ParseSettings(name, text string) (Settings, error) {
	s := DefaultSettings()
	decoder := toml.NewDecoder(strings.NewReader(text)).DisallowUnknownFields()
	err := decoder.Decode(&s)
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case errors.As(err, &unknown):
		var all []error
		for i := range unknown.Errors {
			e := &unknown.Errors[i]
			key := strings.Join(e.Key(), ".")
			all = append(all, located(name, e, fmt.Sprintf("unknown key `%s`%s", key, analysis.DidYouMean(key, SettingsKeys()))))
		}
		return s, errors.Join(all...)
	case errors.As(err, &wrong):
		message := strings.TrimPrefix(wrong.Error(), "toml: ")
		if got := typeInTOML.FindStringSubmatch(message); got != nil && len(wrong.Key()) > 0 {
			message = WrongType(strings.Join(wrong.Key(), "."), got[1]).Error()
		}
		return s, located(name, wrong, message)
	case err != nil:
		return s, fmt.Errorf("%s: %w", name, err)
	}
	return s, s.valid(name)
}

func located(name string, at *toml.DecodeError, message string) error {
	line, column := at.Position()
	return fmt.Errorf("%s:%d:%d: %s", name, line, column, message)
}

var typeInTOML = regexp.MustCompile(`^cannot decode TOML (\w+) into `)

// WrongType says that the value of a key is of a type, such as "string", that it does not take, and what it takes.
func WrongType(key, got string) error {
	t := reflect.TypeFor[Settings]()
	for word := range strings.SplitSeq(key, ".") {
		if t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		field, known := reflect.StructField{}, false
		if t.Kind() == reflect.Struct {
			field, known = t.FieldByNameFunc(func(name string) bool {
				f, _ := t.FieldByName(name)
				return f.Tag.Get("toml") == word
			})
		}
		if !known {
			break // a key of the user's own, such as the check of a severity
		}
		t = field.Type
	}
	return fmt.Errorf("%s: got %s, want %s", key, withArticle(got), wanted(t))
}

func withArticle(noun string) string {
	if strings.ContainsRune("aeio", rune((noun + " ")[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// wanted names the values of a type for people.
func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "`true` or `false`"
	case reflect.String:
		return "a string"
	case reflect.Slice:
		return "a list, each of it " + wanted(t.Elem())
	case reflect.Map:
		return "a table, each value " + wanted(t.Elem())
	}
	return "a table"
}

// SettingsKeys are all keys with their tables: "check.fail-level".
func SettingsKeys() []string {
	return keysOf(reflect.TypeFor[Settings](), "")
}

func keysOf(t reflect.Type, prefix string) (keys []string) {
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		key := prefix + f.Tag.Get("toml")
		keys = append(keys, key)
		inner := f.Type
		if inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct {
			keys = append(keys, keysOf(inner, key+".")...)
		}
	}
	return keys
}

// valid checks what the types of the keys do not say. Names of checks are checked when [Workspace.Rules] uses them.
func (s Settings) valid(name string) error {
	if err := ValidFailLevel(s.Check.FailLevel); err != nil {
		return fmt.Errorf("%s: check.fail-level: %w", name, err)
	}
	for check, severity := range s.Check.Severity {
		if _, err := analysis.ParseSeverity(severity); err != nil {
			return fmt.Errorf("%s: check.severity.%s: %w", name, check, err)
		}
	}
	globs := append([]string{}, s.Check.Exclude...)
	for _, p := range s.Check.PerPath {
		globs = append(globs, p.Path)
	}
	for _, g := range globs {
		if g == "" || !doublestar.ValidatePattern(g) {
			return fmt.Errorf("%s: got `%s` where a glob of paths is wanted, such as `tests/**`", name, g)
		}
	}
	return nil
}

// ValidFailLevel is an error when level is none of [FailLevels].
func ValidFailLevel(level string) error {
	for _, l := range FailLevels {
		if l == level {
			return nil
		}
	}
	return fmt.Errorf("got `%s`, want one of %s", level, analysis.Quoted(FailLevels))
}

// Fails reports whether a finding of severity makes a run fail at the fail-level.
func Fails(severity analysis.Severity, level string) bool {
	least, err := analysis.ParseSeverity(level)
	return err == nil && severity >= least
}
