package analysis

import (
	"strings"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// fate says where an argument of a function of lib lands, given where the call lands.
type fate uint8

const (
	dropped        fate = iota
	whole               // where the call does
	merged              // a list whose elements land where the call does
	element             // where the elements of the call do
	forEach             // a function, called once, that gives the elements of the call
	forEachTwo          // the whole, called with two arguments
	listForEach         // a function, called once, that gives a list which the call joins
	valueByName         // a function of a name that gives the value there
	valueOfBoth         // a function of a name and a value that gives the value there
	pairOfBoth          // a function of a name and a value that gives a pair
	pairs               // a list of pairs
	pairValue           // the value of the pair that the call makes
	systemArg           // what nixosSystem takes
	testArg             // what makes a NixOS test
	hiveArg             // a hive
	toFirst             // a list or set whose parts the function that is the argument before it takes first
	toSecond            // the same for what it takes second, after a name or a number
	optionArg           // what mkOption takes
	typeArg             // the type in one that takes the same, or nothing
	typeOfNames         // the type of the attributes of a set
	typeOfElements      // the type of the elements of a list
	typeModule          // the module of a submodule
)

// fates are the functions of nixpkgs' lib and of Nix whose results hold their arguments: by the last name, and by
// the index of the argument.
var fates = func() map[string]map[int]fate {
	all := map[string]map[int]fate{}
	for _, row := range fateRows {
		for _, name := range strings.Fields(row.functions) {
			if all[name] == nil {
				all[name] = map[int]fate{}
			}
			all[name][row.index] = row.how
		}
	}
	return all
}()

// fateRows are what fates is made of: a map that is written out takes 6 KB more of the program.
var fateRows = []struct {
	how       fate
	index     int
	functions string
}{
	{dropped, 1, `removeAttrs mapAttrs mapAttrs' elemAt`},
	{whole, 0, `mkForce mkDefault mkVMOverride mkOptionDefault mkImageMediaOverride mkBefore mkAfter recursiveUpdate mergeAttrs removeAttrs traceVal id reverseList unique flatten`},
	{whole, 1, `mkIf mkOverride mkOrder optionalAttrs optionals recursiveUpdate recursiveUpdateUntil mergeAttrs filterAttrs trace warn seq deepSeq filter setDefaultModuleLocation`},
	{whole, 2, `recursiveUpdateUntil warnIf throwIf throwIfNot`},
	{merged, 0, `mkMerge mergeAttrsList head last elemAt concatLists`},
	{element, 0, `singleton`},
	{element, 1, `optional`},
	{forEach, 0, `map`},
	{forEach, 1, `genAttrs' forEach`},
	{forEachTwo, 0, `imap0 imap1 mapAttrsToList`},
	{listForEach, 0, `concatMap`},
	{valueByName, 1, `genAttrs`},
	{valueOfBoth, 0, `mapAttrs`},
	{pairOfBoth, 0, `mapAttrs'`},
	{pairs, 0, `listToAttrs`},
	{pairValue, 1, `nameValuePair`},
	{systemArg, 0, `nixosSystem eval-config.nix`},
	{testArg, 0, `nixosTest runNixOSTest runTest makeTest make-test-python.nix`},
	{hiveArg, 0, `makeHive`},
	{toFirst, 1, `map concatMap`},
	{optionArg, 0, `mkOption`},
	{typeArg, 0, `nullOr uniq`},
	{typeOfNames, 0, `attrsOf lazyAttrsOf`},
	{typeOfElements, 0, `listOf nonEmptyListOf`},
	{typeModule, 0, `submodule`},
	{toSecond, 1, `imap0 imap1 mapAttrsToList`},
}

// changing are those of them that give another set or list than they were given, and whatever is put into a set that exists.
var changing = map[string]bool{"recursiveUpdate": true, "recursiveUpdateUntil": true, "mergeAttrs": true, "mergeAttrsList": true,
	"filterAttrs": true, "removeAttrs": true, "mapAttrs": true, "mapAttrs'": true, "flatten": true, "concatLists": true, "filter": true, "unique": true}

// applied is where n, the function or the argument of a call, lands.
func (t *tracer) applied(n syntax.Node, call syntax.Apply) []Place {
	if n == call.Function() {
		return afterCall(t.places(call.Node))
	}
	function, index := t.called(call.Function()), 0
	for inner := syntax.AsApply(function); inner.Exists() && !fileOf(inner); inner = syntax.AsApply(function) {
		function, index = t.called(inner.Function()), index+1
	}
	if known := fates[functionName(function)]; known != nil {
		if t.strict && changing[functionName(function)] {
			return nil
		}
		return t.landed(n, call, index, known)
	}
	if index == 0 && n.Unparen().Is(syntax.AttrSetNode) && makesSystem(functionName(function)) && !t.function(function).Exists() {
		return []Place{{Kind: systemPlace}}
	}
	if t.strict && n.Unparen().Is(syntax.AttrSetNode) && !t.function(function).Exists() {
		return []Place{{Kind: ValuePlace, Path: optiondb.Path{optiondb.AnyName}}} // of nobody knows what, with the names that it has
	}
	return t.argument(n, function, index)
}

// called is the function that an expression stands for: what is bound to a variable, where that is a function of lib, or one that lacks
// arguments still.
func (t *tracer) called(n syntax.Node) syntax.Node {
	n = n.Unparen()
	if !n.Is(syntax.IdentNode) {
		return n
	}
	b := syntax.AsBinding(t.lookup(n, n.Text()).at)
	if value := b.Value().Unparen(); !b.Path().Child(1).Exists() && (syntax.AsApply(value).Exists() || value.Is(syntax.SelectNode)) && t.spend() {
		return value
	}
	return n
}

// makesSystem reports whether a function that stands elsewhere is called as one that makes a NixOS system of its `modules`.
func makesSystem(name string) bool {
	name = strings.ToLower(name)
	if strings.Contains(name, "darwin") || strings.Contains(name, "home") {
		return false
	}
	return strings.Contains(name, "nixos") || strings.Contains(name, "mksystem") || strings.Contains(name, "mkhost")
}

// fileOf reports whether a call is `import path`.
func fileOf(call syntax.Apply) bool { return functionName(call.Function().Unparen()) == "import" }

// functionName is the last name of what is called: `mkIf` of `lib.mkIf`; of an imported file its base name.
func functionName(n syntax.Node) string {
	if call := syntax.AsApply(n); call.Exists() {
		text := strings.Trim(call.Argument().Unparen().Text(), `"`)
		return text[strings.LastIndexByte(text, '/')+1:]
	}
	text := n.Text()
	if sel := syntax.AsSelect(n); sel.Exists() {
		text, _ = syntax.AttrName(last(sel.Path()))
	}
	return text
}

func afterCall(places []Place) (all []Place) {
	for _, p := range places {
		all = append(all, p.after(step{call: true}))
	}
	return all
}

// landed is where argument index of a call of a known function lands.
func (t *tracer) landed(n syntax.Node, call syntax.Apply, index int, known map[int]fate) (all []Place) {
	how, total := known[index], 0
	for i := range known {
		total = max(total, i+1)
	}
	switch how {
	case dropped:
		return nil
	case toFirst, toSecond:
		function := syntax.AsApply(call.Function().Unparen()).Argument()
		if parts := t.argument(n, function, int(how-toFirst)); len(parts) > 0 {
			return []Place{{Kind: partsPlace, parts: parts}}
		}
		return nil
	}
	outer := call.Node
	for i := index + 1; i < total; i++ { // up to the whole call, parentheses around a part of it included
		outer = wrapped(outer)
		next := syntax.AsApply(outer.Parent())
		if !next.Exists() || next.Function() != outer {
			if how == whole {
				break // the other arguments are not written yet
			}
			return nil
		}
		outer = next.Node
	}
	switch how {
	case systemArg:
		return []Place{{Kind: systemPlace}}
	case testArg:
		return []Place{{Kind: testPlace}}
	case hiveArg:
		return []Place{{Kind: hivePlace}}
	case element, forEach, forEachTwo, pairValue:
		return shaped(t.callPlaces(outer, how), how, t.argumentName(call))
	}
	return shaped(t.places(outer), how, "")
}

// nextArgument is where the argument lands that a call lacks still, as far as it is written.
func (t *tracer) nextArgument(call syntax.Node, how fate) []Place {
	switch how {
	case systemArg, testArg, hiveArg, toFirst, toSecond:
		return nil
	case element, forEach, forEachTwo, pairValue:
		return shaped(t.callPlaces(call, how), how, t.argumentName(syntax.Apply{Node: call}))
	}
	return shaped(t.places(call), how, "")
}

// callPlaces is where the elements of a call land, or for a pair the call itself.
func (t *tracer) callPlaces(call syntax.Node, how fate) []Place {
	if how == pairValue {
		return t.places(call)
	}
	return elements(t.places(call))
}

// argumentName is the first argument of a call of nameValuePair.
func (t *tracer) argumentName(call syntax.Apply) string {
	if text, known := t.text(syntax.AsApply(call.Function().Unparen()).Argument()); known {
		return text
	}
	return optiondb.AnyName
}

// shaped is where an argument lands, given where the call, or its elements, land.
func shaped(places []Place, how fate, name string) (all []Place) {
	for _, p := range places {
		if len(p.pending) > 0 && how != whole {
			continue
		}
		switch how {
		case whole, element:
		case optionArg, typeArg, typeOfNames, typeOfElements, typeModule:
			var ok bool
			if p, ok = p.inType(how); !ok {
				continue
			}
		case merged:
			if p.Kind == ValuePlace {
				p.Kind = MergePlace
			}
		case forEach, listForEach:
			p = p.after(step{call: true})
		case forEachTwo:
			p = p.after(step{call: true}).after(step{call: true})
		case pairs:
			p.Kind = pairsPlace
		case pairValue:
			if p.Kind != pairPlace {
				continue
			}
			p.Kind, p.Path = ValuePlace, p.Path.Append(name)
			p = p.nested()
		case valueByName, valueOfBoth, pairOfBoth:
			p = p.ofEach(how)
		}
		all = append(all, p)
	}
	return all
}

// inType is where a part of the declaration of an option lands, given where what is around it does.
func (p Place) inType(how fate) (Place, bool) {
	switch {
	case how == optionArg:
		ok := p.Kind == OptionsPlace
		p.Kind = optionPlace
		return p, ok
	case p.Kind != typePlace:
		return p, false
	case how == typeOfNames:
		p.Path = p.Path.Append(optiondb.AnyName)
	case how == typeOfElements:
		p.Path = p.Path.Append(optiondb.AnyElement)
	case how == typeModule:
		p.Kind = ModulePlace
	}
	return p, true
}

// ofEach is where a function lands that makes the attributes of a set which lands at p.
func (p Place) ofEach(how fate) Place {
	switch {
	case how == pairOfBoth:
		p.Kind = pairPlace
	case p.Kind == nodesPlace || p.Kind == hivePlace:
		p, _ = p.inWorld(optiondb.AnyName)
	default:
		p.Path = p.Path.Append(optiondb.AnyName)
		p = p.nested()
	}
	p = p.after(step{call: true})
	if how != valueByName {
		p = p.after(step{call: true})
	}
	return p
}

// argument is where argument index of a call of a function lands that stands in this file: where its parameter does. The type of an
// option that such a function makes is not followed: it would be that of all that are made by it.
func (t *tracer) argument(n, function syntax.Node, index int) (all []Place) {
	l := t.function(function)
	for ; index > 0 && l.Exists(); index-- {
		l = syntax.AsLambda(l.Body().Unparen())
	}
	if !l.Exists() || l.Contains(n.Start()) {
		return nil
	}
	if p := l.Param(); p.Exists() {
		for _, use := range t.mentions(variable{p.Text(), p, l.Node}) {
			for _, p := range t.use(use) {
				if p.Kind != typePlace {
					all = append(all, p)
				}
			}
		}
	}
	set := syntax.AsAttrSet(n.Unparen())
	for f := range l.Formals().All() {
		if !set.Exists() || !t.entries(set.Node)[f.Name().Text()].Exists() {
			continue
		}
		for _, use := range t.mentions(variable{f.Name().Text(), f.Node, l.Node}) {
			for _, p := range t.use(use) {
				if p.Kind != typePlace {
					all = append(all, p.after(step{name: f.Name().Text()}))
				}
			}
		}
	}
	return all
}

// function is the function that an expression is, where it is written out or a variable of one.
func (t *tracer) function(n syntax.Node) syntax.Lambda {
	for range 8 {
		n = n.Unparen()
		if !n.Is(syntax.IdentNode) {
			break
		}
		b := syntax.AsBinding(t.lookup(n, n.Text()).at)
		if !b.Exists() || b.Path().Child(1).Exists() {
			break
		}
		n = b.Value()
	}
	return syntax.AsLambda(n)
}
