package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// benchFuel is how many steps one expression of the workbench may take: minutes of work, where an editor has moments.
const benchFuel = 40 * eval.DefaultFuel

// workbench is what `debug eval` and `debug module` have in common: what may be read, and how a value is shown.
type workbench struct {
	strict, json, abortOnWarn bool

	attribute  string
	nixpkgsLib string
	allow      []string
}

// flags adds the flags that fill b.
func (b *workbench) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&b.strict, "strict", false, "evaluate lists and sets in depth")
	f.BoolVar(&b.json, "json", false, "print the value as JSON, in depth")
	f.BoolVar(&b.abortOnWarn, "abort-on-warn", false, "take a warning for an error")
	f.StringVarP(&b.attribute, "attr", "A", "", "what to select from the value: names with dots between")
	f.StringVar(&b.nixpkgsLib, "nixpkgs-lib", "", "a checkout of nixpkgs, or of its lib, to be <nixpkgs>")
	f.StringArrayVar(&b.allow, "allow", nil, "a further folder whose files may be read")
}

// loader serves the working directory, the folders of the named files, and what the flags add.
func (b *workbench) loader(files []string) (*disk, error) {
	roots := append([]string{"."}, b.allow...)
	if b.nixpkgsLib != "" {
		roots = append(roots, b.nixpkgsLib)
	}
	for _, name := range files {
		if name != "-" {
			roots = append(roots, filepath.Dir(name))
		}
	}
	d, err := newDisk(roots)
	if err != nil {
		return nil, usage("%v", err)
	}
	return d, nil
}

// session is a fresh session over what d serves, with the environment that Nix would see.
func (b *workbench) session(s streams, d *disk) *eval.Session {
	o := eval.Options{
		Loader: d, Fuel: benchFuel, Strict: true, SearchPath: b.searchPath(),
		Home: os.Getenv("HOME"), Getenv: func(name string) (string, bool) { return os.Getenv(name), true }, AbortOnWarn: b.abortOnWarn,
		Trace: func(text string) { fmt.Fprintln(s.err, text) },
	}
	if b.nixpkgsLib != "" {
		o.Lib = func(s *eval.Session) eval.Value { return s.Import(b.libFolder()) }
	}
	return eval.New(o)
}

// libFolder is where lib lies in what --nixpkgs-lib names: a checkout, or lib itself.
func (b *workbench) libFolder() string {
	folder := absolutePath(b.nixpkgsLib)
	if _, err := os.Stat(filepath.Join(folder, "lib", "default.nix")); err == nil {
		return folder + "/lib"
	}
	return folder
}

// searchPath is NIX_PATH: entries with colons between, `prefix=path` or `path`. Those of the network are left out: nothing
// is fetched.
func (b *workbench) searchPath() []eval.SearchEntry {
	var entries []eval.SearchEntry
	if b.nixpkgsLib != "" {
		entries = append(entries, eval.SearchEntry{Prefix: "nixpkgs", Path: absolutePath(b.nixpkgsLib)})
	}
	for _, e := range strings.Split(os.Getenv("NIX_PATH"), ":") {
		prefix, path, named := strings.Cut(e, "=")
		if !named {
			prefix, path = "", e
		}
		if path != "" && !strings.HasPrefix(path, "//") {
			entries = append(entries, eval.SearchEntry{Prefix: prefix, Path: absolutePath(path)})
		}
	}
	return entries
}

func absolutePath(path string) string {
	if a, err := filepath.Abs(path); err == nil {
		path = a
	}
	return filepath.ToSlash(path)
}

// text is the value of an expression that was written on the command line or read from stdin.
func (b *workbench) text(s *eval.Session, source string) eval.Value {
	return s.Eval(syntax.Parse(source), "", absolutePath("."))
}

// named is the value of the file called name.
func (b *workbench) named(s *eval.Session, in streams, name string) (eval.Value, error) {
	if name == "-" {
		source, err := readArgument(name, in.in)
		return b.text(s, source), err
	}
	if _, err := os.Stat(name); err != nil {
		return eval.Value{}, usage("%v", err)
	}
	return s.Import(absolutePath(name)), nil
}

// outcome is one of three: the printed value, Nix's error, or why the value is not known.
type outcome struct {
	value   string
	failure *eval.Error
	unknown string
}

// show is what v, or the attribute of it that was asked for, comes to.
func (b *workbench) show(s *eval.Session, v eval.Value) outcome {
	if b.attribute != "" {
		v = s.SelectPath(v, b.attribute)
	}
	if b.json {
		text, bad := s.JSON(v)
		if bad.Kind() != eval.NoKind {
			return failed(bad)
		}
		return outcome{value: text}
	}
	whole := s.Force(v)
	if b.strict {
		whole = s.Deep(v)
	}
	switch whole.Kind() {
	case eval.ErrorKind, eval.UnknownKind, eval.ChoiceKind:
		return failed(whole)
	}
	return outcome{value: s.Print(v)}
}

// failed is the outcome of v, which is no value.
func failed(v eval.Value) outcome {
	if e := v.Error(); e != nil {
		return outcome{failure: e}
	}
	if u := v.Unknown(); u != nil {
		return outcome{unknown: u.Reason}
	}
	return outcome{unknown: "one of several values"}
}

// failureText is the error as Nix prints it, what was being evaluated first and the message last.
func failureText(e *eval.Error) string {
	if len(e.Context) == 0 {
		return "error: " + e.Plain()
	}
	var b strings.Builder
	b.WriteString("error:\n")
	for i := len(e.Context) - 1; i >= 0; i-- {
		fmt.Fprintf(&b, "       … %s\n\n", e.Context[i])
	}
	b.WriteString("       error: " + e.Plain())
	return b.String()
}

// print writes o where it belongs and gives the exit code that says which it is.
func (o outcome) print(s streams) error {
	switch {
	case o.failure != nil:
		fmt.Fprintln(s.err, failureText(o.failure))
		return exit{code: exitFindings}
	case o.unknown != "":
		fmt.Fprintf(s.err, "unknown: %s\n", o.unknown)
		return exit{code: exitUnknown}
	}
	_, err := fmt.Fprintln(s.out, o.value)
	return err
}
