package checks

import (
	"slices"

	"atproto-ls/analysis"
	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var defaultMismatch = &analysis.Check{
	Code:     "ATP303",
	Name:     "default-mismatch",
	Severity: analysis.Error,
	Summary:  "An option's own type refuses its default or example",
	Doc: `
A default is checked when it is read: the module fails for everybody who does not set the option. Where it is ` + "`null` or `\"\"`" + `
in a workspace of one's own machines that may be meant, to say that the option must be set: then this is information, and
without a default NixOS would say it in better words. An example that the type refuses misleads whoever copies
it: a warning, and information in a workspace of one's own machines that gives no modules to others. Text of ` + "`literalExpression`" + ` is not looked into.`,
	Bad: `
{ lib, ... }:
{
  options.services.relay.port = lib.mkOption {
    type = lib.types.port;
    default = "3000";
    description = "TCP port to listen on.";
  };
}`,
	Good: `
{ lib, ... }:
{
  options.services.relay.port = lib.mkOption {
    type = lib.types.port;
    default = 3000;
    description = "TCP port to listen on.";
  };
}`,
	Run: func(p *analysis.Pass) {
		options := p.Snapshot.Facts(p.File).Options
		if options == nil || !isModule(p) {
			return
		}
		example := analysis.Warning
		if p.Snapshot.HasMachines() && !p.Snapshot.Publishes() {
			example = analysis.Information // nobody else copies it
		}
		for _, o := range options.Options() {
			if len(o.Declarations) != 1 || o.Declarations[0].File != p.File.Path || o.Type.Grows() {
				continue
			}
			declaration := bindingOf(o.Declarations[0].Node())
			severity := analysis.Error
			if o.Default != nil && standsForNone(o.Default.Value) && p.Snapshot.HasMachines() {
				severity = analysis.Information
			}
			reportAgainstType(p, o, declaration, "default", o.Default, severity)
			reportAgainstType(p, o, declaration, "example", o.Example, example)
		}
	},
}

// standsForNone reports whether a value is what people write where an option has to be set.
func standsForNone(v optiondb.Value) bool {
	text, isText := v.AsString()
	return v.Kind() == eval.NullKind || isText && text == ""
}

func reportAgainstType(p *analysis.Pass, o *optiondb.Option, declaration syntax.Binding, attribute string, text *optiondb.Text, severity analysis.Severity) {
	if text == nil || text.Prose || !settled(text.Value, 0) {
		return
	}
	at := declaration.Path().Node // where another function declares it
	if name, _, arguments := callOf(declaration.Value()); name == "mkOption" && len(arguments) == 1 {
		names, _ := attributes(syntax.AsAttrSet(arguments[0].Unparen()))
		if b := syntax.AsBinding(names[attribute]); b.Value().Exists() {
			at = b.Value()
		}
	}
	if !at.Exists() {
		return
	}
	for _, v := range o.Type.Refused(text.Value, eval.NewOrigin(p.File.Path, syntax.Node{}, at)) {
		if v.Want.Name == "enum" && len(v.Want.Values) == 0 {
			continue // other modules declare the option as well, each with values of its own
		}
		d := analysis.Diagnostic{
			Severity: severity, Range: p.File.Range(at), Option: o.Path.String(),
			Message: "the " + attribute + " of `" + o.Path.String() + "` is not of its own type, " + o.Type.String(),
		}
		if part, written := analysis.ValueRange(v.At); written && len(v.At.Path) > 0 && inside(d.Range)(part) {
			d.Range = part
		}
		p.Report(d)
	}
}

// reserved are names by which a set is one of the module system, or a module in the place of a submodule's options.
var reserved = []string{"_type", "config", "imports", "options", "freeformType", "_module"}

// settled reports whether a value is known in every part that a type looks at: no part is one of the module system's own.
func settled(v optiondb.Value, depth int) bool {
	switch v.Kind() {
	case eval.NullKind, eval.BoolKind, eval.IntKind, eval.FloatKind, eval.StringKind, eval.PathKind:
		return true
	case eval.ListKind:
		return depth < 8 && v.List().Open() == nil && !slices.ContainsFunc(v.List().Elems(), func(e optiondb.Value) bool { return !settled(e, depth+1) })
	case eval.SetKind:
		return depth < 8 && v.Set().Open() == nil && !slices.ContainsFunc(reserved, v.Set().Has) && !slices.ContainsFunc(v.Set().Attrs(), func(a eval.Attr) bool { return !settled(a.Value, depth+1) })
	}
	return false
}
