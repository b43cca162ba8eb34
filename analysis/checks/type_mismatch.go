package checks

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/optiondb/modules"
	"atproto-ls/syntax"
)

var typeMismatch = &analysis.Check{
	Code:     "ATP102",
	Name:     "type-mismatch",
	Severity: analysis.Error,
	Summary:  "A value is not of its option's type",
	Doc: `
NixOS stops with "is not of type …" when a value does not fit. The value is looked into, down to the element of a list and
the attribute of a set; what is not known in full is not judged. Where several option sets may be in force, the value must
be wrong for all of them. Nor does ` + "`options`" + ` take anything but what ` + "`mkOption`" + ` makes: an error where
something sets that, a warning where something reads it.`,
	Bad: `
{
  services.microcosm-constellation = {
    enable = true;
    metrics.port = "8765";
  };
}`,
	Good: `
{
  services.microcosm-constellation = {
    enable = true;
    metrics.port = 8765;
  };
}`,
	Run: func(p *analysis.Pass) {
		reportNoOptions(p)
		var said []analysis.Range
		defer func() { reportRefused(p, said) }()
		judged(p, optiondb.Mismatched, func(c *analysis.Configuration, v optiondb.Verdict) {
			at, written := analysis.ValueRange(v.At)
			if !written || at.File != p.File.Path || passesOn(p, c, at) {
				return
			}
			said = append(said, at)
			d := analysis.Diagnostic{
				Range: at, Option: v.At.Path.String(), Entries: entry(c),
				Message: "`" + v.At.Path.String() + "` takes " + inWords(v.Want.String()) + ", this is " + shown(v.At.Value),
			}
			if fix, ok := retype(p, at, v.At.ValueNode(), v.Want, v.At.Value); ok {
				d.Fixes = []analysis.Fix{fix}
			}
			p.Report(d)
		})
	},
}

// reportNoOptions reports what modules declare that is no option: `options` takes nothing else.
func reportNoOptions(p *analysis.Pass) {
	for _, c := range p.Snapshot.ConfigurationsOf(p.File) {
		for _, o := range p.Snapshot.Evaluated(c).NoOption {
			at := cmp.Or(o.Made.Name, o.Made.Value)
			if at.File != p.File.Path {
				continue
			}
			what := given(o.Made.Given)
			switch {
			case o.Type:
				what = "a type"
			case !o.Made.Given.Exists():
				what = "a function, which lacks its argument maybe"
			}
			severity := p.Severity()
			switch { // it is an error as soon as something asks for it
			case o.Set:
			case p.Snapshot.UsedHere(o.Option):
				severity = analysis.Warning
			default:
				severity = analysis.Information
			}
			d := analysis.Diagnostic{
				Severity: severity, Range: at, Option: o.Option.String(), Entries: entries(p),
				Message: "`" + o.Option.String() + "` is declared as " + what + ": `options` takes what `mkOption` makes",
			}
			if o.Bare {
				d.Message = "`" + o.Option.String() + "` has what an option has, but `mkOption` is not called"
				if value := o.Made.Value; value.File == at.File && inScope(p.File, value.Start, "lib") {
					d.Fixes = []analysis.Fix{{Title: "call `lib.mkOption`", Preferred: true, Edits: []analysis.Edit{{Range: analysis.Range{File: value.File, Start: value.Start, End: value.Start}, NewText: "lib.mkOption "}}}}
				}
			}
			p.Report(d)
		}
	}
}

// passesOn reports whether the value at a place is read from an option of another place that does not take it either: there it is
// told.
func passesOn(p *analysis.Pass, c *analysis.Configuration, at analysis.Range) bool {
	return slices.ContainsFunc(p.Snapshot.ReadsOf(p.File, over(p.File, at)), func(r analysis.Occurrence) bool {
		return slices.ContainsFunc(c.Verdicts(), func(v optiondb.Verdict) bool {
			return v.Kind == optiondb.Mismatched && slices.Equal(v.At.Path, r.Path)
		})
	})
}

// reportRefused reports what the evaluation of the modules at hand refuses, of options that they declare themselves, where
// nothing is said of it, of a part of it, or of what it is a part of.
func reportRefused(p *analysis.Pass, said []analysis.Range) {
	for f, m := range faults(p, modules.Wrong) {
		at := m.Place()
		told := func(r analysis.Range) bool { return inside(m.Value)(r) || inside(at)(r) || inside(r)(at) }
		if f.Refused == nil || slices.ContainsFunc(said, told) {
			continue
		}
		d := analysis.Diagnostic{
			Range: at, Option: f.Refused.Path.String(), Entries: entries(p),
			Message: "`" + f.Refused.Path.String() + "` takes " + inWords(f.Refused.Takes) + ", this is " + given(m.Given),
		}
		if _, want := f.of.Declared(f.Refused.Path); want != nil && m.Given.Exists() {
			if fix, ok := retype(p, at, over(p.File, at), want, m.Given); ok {
				d.Fixes = []analysis.Fix{fix}
			}
		}
		p.Report(d)
	}
}

// plainTypes are types as nixpkgs describes them, in a sentence of ours.
var plainTypes = map[string]string{
	"boolean": "`true` or `false`", "string": "a string", "absolute path": "an absolute path", "package": "a package",
	"signed integer": "an integer", "unsigned integer, meaning >=0": "an integer from 0 on", "positive integer, meaning >0": "an integer from 1 on",
	"attribute set": "an attribute set", "submodule": "an attribute set of its options", "null": "null",
}

var integerRange = regexp.MustCompile(`^(?:\d+ bit (?:un)?signed integer;|integer) between (-?\d+) and (-?\d+) \(both inclusive\)$`)

// inWords says what a type takes, in plain words; a type that these have no word for as nixpkgs describes it.
func inWords(description string) string {
	parts := strings.Split(description, " or ")
	for i, part := range parts {
		element, list := strings.CutPrefix(part, "list of ")
		words := plainTypes[element]
		if m := integerRange.FindStringSubmatch(element); m != nil {
			words = "an integer from " + m[1] + " to " + m[2]
		}
		if words == "" {
			return description
		}
		if list {
			words = "a list of which each element is " + words
		}
		parts[i] = words
	}
	return strings.Join(parts, " or ")
}

// given names a value as far as it is known.
func given(v optiondb.Value) string {
	if !v.Exists() || v.Kind() >= eval.UnknownKind {
		return "something else"
	}
	return shown(v)
}

// inside tells of a range whether it is in another one, or is it.
func inside(around analysis.Range) func(analysis.Range) bool {
	return func(r analysis.Range) bool {
		return r.File == around.File && r.Start >= around.Start && r.End <= around.End
	}
}

// shown names a value in a message.
func shown(v optiondb.Value) string {
	switch v.Kind() {
	case eval.StringKind:
		s, _ := v.AsString()
		if len(s) > 40 || strings.Contains(s, "\n") {
			return "a string"
		}
		return "the string " + strconv.Quote(s)
	case eval.IntKind:
		i, _ := v.AsInt()
		return "the integer " + strconv.FormatInt(i, 10)
	case eval.FloatKind:
		return "a float"
	case eval.BoolKind:
		return "the Boolean " + strconv.FormatBool(v.IsTrue())
	case eval.NullKind:
		return "null"
	case eval.FunctionKind:
		return "a function"
	case eval.SetKind:
		return "an attribute set"
	}
	return "a " + v.Kind().String()
}

// retype is the edit that gives the value that was most likely meant where v stands at a range, in node: the nearest of an enum,
// the same with or without quotes, or in a list. There is none for a value that is written elsewhere.
func retype(p *analysis.Pass, at analysis.Range, node syntax.Node, want *optiondb.Type, v optiondb.Value) (analysis.Fix, bool) {
	text := p.File.Tree.Source()[at.Start:at.End]
	node = analysis.WrittenValue(node)
	literal := node.IsLiteral() || text == "true" || text == "false"
	if !literal && !node.Is(syntax.IdentNode) && !node.Is(syntax.SelectNode) {
		return analysis.Fix{}, false
	}
	replace := func(title, text string) (analysis.Fix, bool) {
		return analysis.Fix{Title: title, Preferred: true, Safe: true, Edits: []analysis.Edit{{Range: at, NewText: text}}}, true
	}
	for (want.Name == "nullOr" || want.Name == "uniq" || want.Name == "unique") && want.Elem != nil {
		want = want.Elem
	}
	s, isText := v.AsString()
	switch {
	case want.Name == "enum" && isText && literal:
		var values []string
		for _, value := range want.Values {
			if name, ok := value.AsString(); ok {
				values = append(values, name)
			}
		}
		if near := analysis.Near(s, values, 1); len(near) == 1 {
			return replace("use `"+strconv.Quote(near[0])+"`", strconv.Quote(near[0]))
		}
	case isText && literal && fitsUnquoted(want, s):
		return replace("remove the quotes", s)
	case literal && booleanWords[strings.Trim(text, `"`)] != "" && optiondb.Accepts(want, eval.Bool(true)):
		meant := booleanWords[strings.Trim(text, `"`)]
		fix, _ := replace("use `"+meant+"`", meant)
		fix.Safe = false
		return fix, true
	case want.Name == "listOf" && want.Elem != nil && !v.IsList() && optiondb.Accepts(want.Elem, v):
		return replace("put it in a list", "[ "+text+" ]")
	case !isText && literal && v.Kind() != eval.PathKind && optiondb.Accepts(want, eval.String(text)):
		fix, _ := replace("quote it", strconv.Quote(text))
		fix.Safe = v.Kind() == eval.IntKind // null may be meant by false
		return fix, true
	}
	return analysis.Fix{}, false
}

// booleanWords are what other languages write for a Boolean.
var booleanWords = map[string]string{
	"1": "true", "yes": "true", "on": "true", "True": "true", "0": "false", "no": "false", "off": "false", "False": "false",
}

// fitsUnquoted reports whether the text of a string is a value of the type without its quotes.
func fitsUnquoted(want *optiondb.Type, s string) bool {
	if i, err := strconv.ParseInt(s, 10, 64); err == nil && s == strconv.FormatInt(i, 10) {
		return optiondb.Accepts(want, eval.Int(i))
	}
	return (s == "true" || s == "false") && !optiondb.Accepts(want, eval.String(s)) && optiondb.Accepts(want, eval.Bool(s == "true"))
}
