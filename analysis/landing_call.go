package analysis

import (
	"strings"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// carrier says where an argument of a function of lib lands, when the result of the call lands at a place.
type carrier func(result Landing) Landing

func same(result Landing) Landing { return result }

// function is where a function of so many arguments stands, whose result lands at a place.
func function(arguments int, result carrier) carrier {
	return func(l Landing) Landing {
		at := result(l)
		for range arguments {
			inner := at
			at = Landing{kind: aFunction, of: &inner}
		}
		return at
	}
}

func wrapped(kind landingKind) carrier {
	return func(result Landing) Landing {
		if result.kind == aModule || result.kind == inConfig || kind != aMerge {
			return Landing{kind: kind, of: &result}
		}
		return Landing{}
	}
}

func anyAttribute(result Landing) Landing { return result.attribute(optiondb.AnyName) }
func valueOfPair(result Landing) Landing  { return result.attribute("value") }
func aPairOf(result Landing) Landing      { return Landing{kind: aPair, of: &result} }

// carriers are the functions whose arguments end up in their result, by name and by the argument's index.
var carriers = map[string]map[int]carrier{
	"mkIf": {1: same}, "mkForce": {0: same}, "mkDefault": {0: same}, "mkOverride": {1: same}, "mkOrder": {1: same},
	"mkBefore": {0: same}, "mkAfter": {0: same}, "mkVMOverride": {0: same}, "mkImageMediaOverride": {0: same},
	"mkOptionDefault": {0: same}, "mkMerge": {0: wrapped(aMerge)}, "mkAssert": {2: same}, "id": {0: same},
	"optionalAttrs": {1: same}, "optionals": {1: same}, "optional": {1: Landing.element},
	"recursiveUpdate": {0: same, 1: same}, "mergeAttrs": {0: same, 1: same}, "filterAttrs": {1: same}, "removeAttrs": {0: same},
	"filter": {1: same}, "unique": {0: same}, "flatten": {0: same}, "singleton": {0: Landing.element},
	"mkMergeAttrs": {0: wrapped(aMerge)}, "mergeAttrsList": {0: wrapped(aMerge)},
	"attrValues": {0: wrapped(someValues)}, "listToAttrs": {0: wrapped(somePairs)}, "nameValuePair": {1: valueOfPair},
	"mapAttrs": {0: function(2, anyAttribute)}, "mapAttrs'": {0: function(2, aPairOf)}, "genAttrs": {1: function(1, anyAttribute)},
	"mapAttrsToList": {0: function(2, Landing.element)}, "map": {0: function(1, Landing.element)},
	"forEach": {1: function(1, Landing.element)}, "concatMap": {0: function(1, same)},
	"imap0": {0: function(2, Landing.element)}, "imap1": {0: function(2, Landing.element)},
}

// makers are functions whose argument names the modules of a configuration; what they make is no value of ours. A name
// that a flake gives its own maker is known by its words.
func maker(name string) (path optiondb.Path, ok bool) {
	lower := strings.ToLower(name)
	switch {
	case strings.Contains(lower, "darwin") || strings.Contains(lower, "home"):
		return nil, false
	case name == "nixosTest" || name == "runTest" || name == "makeTest" || name == "runNixOSTest":
		return optiondb.Path{"test"}, true
	case name == "makeHive":
		return optiondb.Path{"colmena"}, true
	case strings.Contains(lower, "nixos") || strings.Contains(lower, "mksystem") || strings.Contains(lower, "mkhost") || name == "eval-config.nix":
		return optiondb.Path{systemMaker}, true
	}
	return nil, false
}

// call is where n lands, the function or the argument of the application p.
func (c *climber) call(p, n syntax.Node) Landing {
	if n == p.Child(0) {
		result := c.land(p)
		if result.kind == nowhere {
			return result
		}
		return Landing{kind: aFunction, of: &result}
	}
	index, head := 0, p.Child(0)
	for head.Unparen().Is(syntax.ApplyNode) && calledName(head) != "eval-config.nix" {
		index, head = index+1, head.Unparen().Child(0)
	}
	name := calledName(head)
	if carry := carriers[name][index]; carry != nil {
		outer := p
		for outer.Parent().Is(syntax.ApplyNode) && outer == outer.Parent().Child(0) {
			outer = outer.Parent()
		}
		if result := c.land(outer); result.kind != nowhere {
			return carry(result)
		}
		return Landing{}
	}
	if path, ok := maker(name); ok && n.Is(syntax.AttrSetNode) {
		return Landing{kind: inOutputs, path: path}
	}
	return Landing{}
}

// calledName is the last name of what is called: mkIf for `lib.mkIf`, the file's name for `import <nixpkgs/nixos/lib/x.nix>`.
func calledName(head syntax.Node) string {
	head = head.Unparen()
	switch head.Kind() {
	case syntax.IdentNode:
		return head.Text()
	case syntax.SelectNode:
		last := ""
		for segment := range syntax.AsSelect(head).Path().Segments() {
			last, _ = syntax.AttrName(segment)
		}
		return last
	case syntax.ApplyNode:
		text := strings.TrimRight(head.Child(1).Text(), `>)"`)
		if head.Child(0).Text() == "import" && strings.HasSuffix(text, "eval-config.nix") {
			return "eval-config.nix"
		}
	}
	return ""
}
