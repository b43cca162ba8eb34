package modules_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"atproto-ls/eval"
	"atproto-ls/optiondb/modules"
	"atproto-ls/syntax"
)

const tableFolder = casesFolder + "/types"

// cell is the text of an expression: a function from lib to what one type makes of some definitions, shown as data.
const cell = `
  { lib, types, single, pairs }: { type, column }:
  let
    inherit (builtins) isAttrs isList mapAttrs;
    drv = derivation { name = "drv"; system = "s"; builder = "/b"; };
    lib' = lib // { mkLuaInline' = expr: { _type = "lua-inline"; inherit expr; }; };
    definitions = mapAttrs (_: v: [ v ]) (import single { lib = lib'; inherit drv; }) // import pairs { inherit lib drv; };
    evaluated = lib.evalModules {
      modules = [ { options.o = lib.mkOption { type = (import types { inherit lib; }).${type}; }; } ]
        ++ map (v: { o = v; }) definitions.${column};
    };
    show = depth: v:
      if depth > 6 then "deep"
      else if lib.isFunction v then { function = show (depth + 1) (v { a = 1; }); }
      else if v._type or null == "option-type" then { type = v.description; }
      else if v._type or null == "option" then "option"
      else if v.type or null == "derivation" then { derivation = v.name; }
      else if v ? imports then { imports = builtins.length v.imports; }
      else if isAttrs v then mapAttrs (_: show (depth + 1)) v
      else if isList v then map (show (depth + 1)) v
      else if builtins.isPath v then { path = toString v; }
      else v;
  in
  show 0 evaluated.config.o`

// table is type → definitions → value.
type table map[string]map[string]json.RawMessage

func readTable(t *testing.T) (all table) {
	text, err := os.ReadFile(tableFolder + "/table.json")
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// onDisk serves the table's files.
type onDisk struct{ memory }

func (onDisk) ReadFile(name string) (string, error) {
	text, err := os.ReadFile(tableFolder + strings.TrimPrefix(name, "/t"))
	return string(text), err
}

func (d onDisk) Parse(name string) (*syntax.File, error) {
	text, err := d.ReadFile(name)
	return syntax.Parse(text), err
}

func (onDisk) FileType(string) (eval.FileType, error) { return eval.Regular, nil }

// What our types and module system make of definitions is what nixpkgs' make of them. What is not known is counted.
func TestTypesAgreeWithTable(t *testing.T) {
	all := readTable(t)
	cells, unknown := 0, 0
	for _, typ := range slices.Sorted(maps.Keys(all)) {
		s := eval.New(eval.Options{Loader: onDisk{}})
		modules.Install(s)
		f := s.Apply(s.Eval(syntax.Parse(cell), "", ""), eval.MakeSet([]eval.Attr{
			{Name: "lib", Value: s.Lib()}, {Name: "types", Value: eval.Path("/t/types.nix")},
			{Name: "single", Value: eval.Path("/t/single.nix")}, {Name: "pairs", Value: eval.Path("/t/pairs.nix")},
		}))
		for _, column := range slices.Sorted(maps.Keys(all[typ])) {
			v := s.Apply(f, eval.MakeSet([]eval.Attr{{Name: "type", Value: eval.String(typ)}, {Name: "column", Value: eval.String(column)}}))
			got, bad := s.JSON(v)
			cells++
			switch {
			case bad.Kind() == eval.ErrorKind:
				got = `"error"`
			case bad.Exists():
				unknown++
				t.Logf("%s of %s is not known: %s", typ, column, eval.Why(bad).Reason)
				continue
			}
			if want := string(all[typ][column]); got != want {
				why := ""
				if e := bad.Error(); e != nil {
					why = ": " + e.Plain()
				}
				t.Errorf("%s makes %s of %s, Nix %s%s", typ, got, column, want, why)
			}
		}
	}
	if cells < 2000 || unknown > cells/50 {
		t.Errorf("%d cells, of which %d are not known", cells, unknown)
	}
}
