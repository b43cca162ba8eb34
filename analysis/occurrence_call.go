package analysis

import (
	"slices"
	"strings"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// This file follows reads through the functions of lib and of Nix that look into a set by names, and through those that call a
// function with the elements of a list or the attributes of a set.

// application is a call with all its arguments, as far as they are written; of `flip f a b` that of f.
type application struct {
	function  string
	head      syntax.Node // what is called
	arguments []syntax.Node
	index     int // of the argument that was asked about
}

// applicationOf is the call that n is.
func applicationOf(n syntax.Node) (c application) {
	head := n.Unparen()
	for call := syntax.AsApply(head); call.Exists(); call = syntax.AsApply(head) {
		c.arguments = append(c.arguments, call.Argument())
		head = call.Function().Unparen()
	}
	slices.Reverse(c.arguments)
	c.function, c.head = functionName(head), head
	return c.flipped()
}

// applicationAround is the call of which n is an argument; function is empty where n is none.
func applicationAround(n syntax.Node) application {
	n = wrapped(n)
	argument, call := n, syntax.AsApply(n.Parent())
	if !call.Exists() || call.Argument() != n {
		return application{}
	}
	for n = call.Node; ; n = n.Parent() {
		if next := syntax.AsApply(n.Parent()); !n.Parent().Is(syntax.ParenNode) && (!next.Exists() || next.Function() != n) {
			break
		}
	}
	c := applicationOf(n)
	c.index = slices.Index(c.arguments, argument)
	return c
}

func (c application) flipped() application {
	if c.function == "flip" && len(c.arguments) > 2 {
		c.head = c.arguments[0].Unparen()
		c.function = functionName(c.head)
		c.arguments = append([]syntax.Node{c.arguments[2], c.arguments[1]}, c.arguments[3:]...)
	}
	return c
}

// argument is the argument at index, absent where there is none.
func (c application) argument(index int) syntax.Node {
	if index < 0 || index >= len(c.arguments) {
		return syntax.Node{}
	}
	return c.arguments[index]
}

// lookup says how a function looks into a set by names.
type lookup struct {
	names, set int  // the indexes of its arguments
	each       bool // each of the names is one of the set's own, of one path otherwise
	gives      bool // it gives what is there, where that may be one thing
}

var lookups = map[string]lookup{
	"getAttr": {0, 1, false, true}, "hasAttr": {0, 1, false, false}, "getAttrFromPath": {0, 1, false, true}, "hasAttrByPath": {0, 1, false, false},
	"attrByPath": {0, 2, false, true}, "getAttrs": {0, 1, true, false}, "attrVals": {0, 1, true, false}, "removeAttrs": {1, 0, true, false},
}

// iteration says with what a function calls another one: the indexes of the arguments that are that function and the list or set
// which it goes through, and of the parameters that are the name and the value of each; -1 for none.
type iteration struct {
	function, over int
	name, value    int
	set            bool // it goes through a set
}

var iterations = map[string]iteration{
	"mapAttrs": {0, 1, 0, 1, true}, "mapAttrs'": {0, 1, 0, 1, true}, "mapAttrsToList": {0, 1, 0, 1, true}, "filterAttrs": {0, 1, 0, 1, true},
	"concatMapAttrs": {0, 1, 0, 1, true}, "concatMapAttrsStringSep": {1, 2, 0, 1, true}, "foldlAttrs": {0, 2, 1, 2, true},
	"map": {0, 1, -1, 0, false}, "filter": {0, 1, -1, 0, false}, "concatMap": {0, 1, -1, 0, false}, "any": {0, 1, -1, 0, false}, "all": {0, 1, -1, 0, false},
	"forEach": {1, 0, -1, 0, false}, "genAttrs": {1, 0, -1, 0, false}, "genAttrs'": {1, 0, -1, 0, false}, "imap0": {0, 1, -1, 1, false}, "imap1": {0, 1, -1, 1, false},
	"concatMapStrings": {0, 1, -1, 0, false}, "concatMapStringsSep": {1, 2, -1, 0, false}, "partition": {0, 1, -1, 0, false}, "groupBy": {0, 1, -1, 0, false},
	"count": {0, 1, -1, 0, false}, "findFirst": {0, 2, -1, 0, false}, "foldl'": {0, 2, -1, 1, false}, "foldl": {0, 2, -1, 1, false}, "foldr": {0, 2, -1, 0, false},
	"sort": {0, 1, -1, 0, false}, "sortOn": {0, 1, -1, 0, false}, "zipListsWith": {0, 1, -1, 0, false},
}

// iterated is how l is called by a function that goes through a list or a set, and which of the parameters l's is.
func (t *tracer) iterated(l syntax.Lambda) (how iteration, over syntax.Node, parameter int) {
	outer := l.Node
	for outer.Parent().Is(syntax.LambdaNode) {
		outer, parameter = outer.Parent(), parameter+1
	}
	how, over = iterationAround(outer, parameter)
	if !over.Exists() {
		parameter = -1
	}
	return how, over, parameter
}

// iterationAround is how the function n is called by the one that it is an argument of, and what that goes through, as far as its
// parameter at an index tells: sort compares two elements, and zipListsWith goes through two lists.
func iterationAround(n syntax.Node, parameter int) (how iteration, over syntax.Node) {
	c := applicationAround(n)
	how, known := iterations[c.function]
	if !known || how.function != c.index {
		return iteration{value: -1}, over
	}
	switch c.function {
	case "sort":
		how.value = parameter
	case "zipListsWith":
		how.value, how.over = parameter, parameter+1
	}
	return how, c.argument(how.over)
}

// readElement is what the parameter of a function stands for that is called for the elements of an option's value: where it is
// written, or by the name that it is bound to. What was found out without meeting a limit is kept.
func (t *tracer) readElement(l syntax.Lambda) []read {
	all, known := t.elements[l.Node]
	if known {
		return all
	}
	t.elements[l.Node] = nil // it may be called with what it gives
	limited, outermost, inside := t.limited, t.outermost, len(t.reading)
	t.limited, t.outermost = false, inside
	if all = t.findElement(l); t.limited || t.outermost < inside { // or for a variable that is being read
		delete(t.elements, l.Node)
	} else {
		t.elements[l.Node] = all
	}
	t.limited, t.outermost = t.limited || limited, min(t.outermost, outermost)
	return all
}

// findElement is readElement without memory.
func (t *tracer) findElement(l syntax.Lambda) (all []read) {
	outer, index := outermostOf(l)
	for _, use := range t.usesOf(outer) {
		parameter := index
		for call := syntax.AsApply(use.Parent()); call.Exists() && call.Function() == use; call = syntax.AsApply(use.Parent()) {
			use, parameter = call.Node, parameter-1
		}
		use = wrapped(use)
		switch how, over := iterationAround(use, parameter); {
		case parameter < 0:
		case use.Parent().Is(syntax.ListNode) && parameter == 0:
			all = append(all, t.piped(use)...)
		case parameter == how.value:
			each, in := optiondb.AnyElement, t.reads(over)
			if how.set {
				each = optiondb.AnyName
			}
			if !over.Exists() {
				in = t.piped(syntax.AsApply(use.Parent()).Node)
			}
			all = append(all, extend(in, []string{each})...)
		}
	}
	return all
}

// usesOf are where a function is used: where it is written, else where the variable is that it is bound to.
func (t *tracer) usesOf(n syntax.Node) []syntax.Node {
	if all, known := t.usedAt[n]; known {
		return all
	}
	all := t.findUses(n)
	if t.fuel > 0 && t.depth < traceDepth { // else some are missing
		t.usedAt[n] = all
	}
	return all
}

func (t *tracer) findUses(n syntax.Node) []syntax.Node {
	n = wrapped(n)
	if b := syntax.AsBinding(n.Parent()); b.Exists() {
		return t.mentions(variable{b.Path().Child(0).Text(), b.Node, b.Parent()})
	}
	return []syntax.Node{n}
}

// piped is what a function gets that stands in the list of a `pipe`; nothing for others.
func (t *tracer) piped(function syntax.Node) (all []read) {
	function = wrapped(function)
	list := function.Parent()
	c := applicationAround(list)
	if !list.Is(syntax.ListNode) || c.function != "pipe" || c.index != 1 {
		return nil
	}
	return t.readStages(list, function, t.reads(c.argument(0)))
}

// readStages is what the functions in the list of a pipe give, one after the other up to one of them.
func (t *tracer) readStages(list, to syntax.Node, given []read) []read {
	for e := range list.Elements() {
		if e == to {
			break
		}
		given = t.readStage(e, given)
	}
	return given
}

// readStage is what the call of a function stands for whose last argument, which is not written, stands for given.
func (t *tracer) readStage(function syntax.Node, given []read) []read {
	switch c := applicationOf(function); c.function {
	case "attrValues":
		return attributeValues(given)
	case "head", "last":
		return extend(given, []string{optiondb.AnyElement})
	case "filterAttrs", "filter", "sort", "sortOn", "reverseList", "unique", "mkDefault", "mkForce":
		return given
	case "getAttr":
		return extendEach(given, t.namesBy(c.argument(0)))
	}
	return nil
}

// attributeValues are lists of the values of what is read.
func attributeValues(reads []read) []read {
	all := slices.Clone(reads)
	for i := range all {
		all[i].values = all[i].isOption()
	}
	return all
}

// texts are the strings that an expression may be: the one that it is, those of a list or the names of a set for the parameter of a
// function that is called for each of them, what a function of the file is called with; none where that is not known.
func (t *tracer) texts(n syntax.Node) []string {
	if text, known := t.text(n); known {
		return []string{text}
	}
	n = n.Unparen()
	v := t.lookup(n, n.Text())
	l := syntax.AsLambda(v.scope)
	if !n.Is(syntax.IdentNode) || !l.Exists() || v.at != l.Param() || !t.spend() {
		return nil
	}
	t.depth++
	defer func() { t.depth-- }()
	how, over, parameter := t.iterated(l)
	switch {
	case !over.Exists():
		return t.textsGiven(l)
	case !how.set && parameter == how.value:
		if names := t.listed(over); !slices.Contains(names, optiondb.AnyName) {
			return names
		}
	case how.set && parameter == how.name:
		return namesIn(t.written(over))
	}
	return nil
}

// namesIn are the names of a set that is written out; none where one of them is not known.
func namesIn(set syntax.Node) (names []string) {
	for e := range syntax.AsAttrSet(set).Entries() {
		for a := range syntax.AsInherit(e).Attrs() {
			name, _ := syntax.AttrName(a)
			names = append(names, name)
		}
		if b := syntax.AsBinding(e); b.Exists() {
			name, known := syntax.AttrName(b.Path().Child(0))
			if !known {
				return nil
			}
			names = append(names, name)
		}
	}
	return names
}

// textsGiven are the strings that the function l of this file is called with, none where one of them is not known.
func (t *tracer) textsGiven(l syntax.Lambda) (all []string) {
	for _, argument := range t.given(l) {
		text, known := t.text(argument)
		if !known {
			return nil
		}
		all = append(all, text)
	}
	return all
}

// readTo is what a selection from n stands for, up to a segment of its path; several where a name in it is one of several.
func (t *tracer) readTo(n syntax.Node, path syntax.AttrPath, to syntax.Node) []read {
	all := t.reads(n)
	if len(all) == 0 {
		return t.readHosts(path, to)
	}
	var plain []string // names that are written, one after the other
	for s := range path.Segments() {
		if name, known := syntax.AttrName(s); known {
			plain = append(plain, name)
		} else {
			all = extendEach(extend(all, plain), t.names(s))
			plain = nil
		}
		if s == to {
			break
		}
	}
	return extend(all, plain)
}

// extendEach is what reads stand for after a selection of one of names.
func extendEach(reads []read, names []string) (all []read) {
	for _, name := range names {
		all = append(all, extend(reads, []string{name})...)
	}
	return all
}

// names are the names that a segment may be.
func (t *tracer) names(segment syntax.Node) []string {
	if name, known := syntax.AttrName(segment); known {
		return []string{name}
	}
	if segment.Is(syntax.InterpolationNode) {
		segment = segment.Inner()
	}
	return t.namesBy(segment)
}

// namesBy are the names that an expression may give, [optiondb.AnyName] where they are not known.
func (t *tracer) namesBy(n syntax.Node) []string {
	if texts := t.texts(n); len(texts) > 0 && len(texts) <= maxPlaces {
		return texts
	}
	return []string{optiondb.AnyName}
}

// readCall is what a call stands for that looks into a set by a path, or gives a part of what it is given.
func (t *tracer) readCall(call syntax.Apply) []read {
	if l := syntax.AsLambda(call.Function().Unparen()); l.Exists() {
		return t.reads(l.Body())
	}
	c := applicationOf(call.Node)
	if how, known := lookups[c.function]; known && how.gives {
		if len(c.arguments) <= how.set {
			return nil
		}
		all := t.reads(c.argument(how.set))
		if names := c.argument(how.names); c.function == "getAttr" {
			all = extendEach(all, t.namesBy(names))
		} else {
			all = extend(all, t.listed(names))
		}
		if c.function == "attrByPath" {
			all = append(all, t.reads(c.argument(1))...)
		}
		return all
	}
	switch c.function {
	case "attrValues":
		return attributeValues(t.reads(c.argument(0)))
	case "head", "last", "elemAt", "findFirst":
		if how := iterations[c.function]; len(c.arguments) > how.over {
			return extend(t.reads(c.argument(how.over)), []string{optiondb.AnyElement})
		}
	case "pipe":
		return t.readStages(t.written(c.argument(1)), syntax.Node{}, t.reads(c.argument(0)))
	case "filterAttrs", "filter", "removeAttrs", "defaultTo":
		if len(c.arguments) == 2 {
			return append(slices.Clone(t.reads(c.argument(1))), t.reads(c.argument(0))...)
		}
	}
	if all, known := t.readBody(c); known {
		return all
	}
	return t.readWhole(c)
}

// readBody is what the call of a function of this file stands for: what its body does.
func (t *tracer) readBody(c application) (all []read, known bool) {
	l := t.function(c.head)
	for range max(len(c.arguments)-1, 0) {
		l = syntax.AsLambda(l.Body().Unparen())
	}
	body := l.Body()
	if !body.Exists() {
		return nil, false
	}
	if all, known = t.known[body]; known {
		return all, true
	}
	t.known[body] = nil // it may call itself
	limited := t.limited
	t.limited = false
	if all = t.reads(body); t.limited {
		delete(t.known, body)
	} else {
		t.known[body] = all
	}
	t.limited = t.limited || limited
	return all, true
}

// readWhole is what a call stands for of a function that gives its last argument: `lib.mkForce x`, `lib.mkIf c x`.
func (t *tracer) readWhole(c application) []read {
	how, index := fates[c.function], len(c.arguments)-1
	switch {
	case how[index+1] != dropped:
	case how[index] == whole:
		return t.reads(c.argument(index))
	case how[index] == merged && c.function != "mkMerge":
		return t.reads(firstElement(c.argument(index).Unparen()))
	}
	return nil
}

// firstElement is the one element of a list that is written out, absent where it has more or none.
func firstElement(list syntax.Node) (only syntax.Node) {
	for e := range list.Elements() {
		if only.Exists() {
			return syntax.Node{}
		}
		only = e
	}
	return only
}

// listed are the names in a list that is a path, or the one name of a string; [optiondb.AnyName] for what is not known.
func (t *tracer) listed(n syntax.Node) (names []string) {
	if name, known := t.text(n); known {
		return []string{name}
	}
	if !t.spend() {
		return []string{optiondb.AnyName}
	}
	t.depth++
	defer func() { t.depth-- }()
	n = t.written(n)
	if b := syntax.AsBinary(n); b.Exists() && b.Op().Kind == syntax.Concat {
		return append(t.listed(b.Left()), t.listed(b.Right())...)
	}
	if c := applicationOf(n); c.function == "splitString" && len(c.arguments) == 2 {
		separator, known := t.text(c.argument(0))
		whole, also := t.text(c.argument(1))
		if known && also && separator != "" {
			return strings.Split(whole, separator)
		}
	}
	if !n.Is(syntax.ListNode) {
		return []string{optiondb.AnyName}
	}
	for e := range n.Elements() {
		name, known := t.text(e)
		if !known {
			name = optiondb.AnyName
		}
		names = append(names, name)
	}
	return names
}

// looked are the reads of a name that a function of lib or of Nix looks up, which n is in a list or alone; final says that it is the
// last of its path.
func (t *tracer) looked(n syntax.Node) (all []read, final bool) {
	list := n.Parent()
	names, last := []syntax.Node{n}, n
	if !list.Is(syntax.ListNode) {
		list = n
	} else {
		names = nil
		for e := range list.Elements() {
			if last = e; e.Start() <= n.Start() {
				names = append(names, e)
			}
		}
	}
	all, each, more := t.lookedUp(list, names, nil)
	computed := func(r read) bool { return len(r.path) > 0 && r.path[len(r.path)-1] == optiondb.AnyName }
	return slices.DeleteFunc(all, computed), each || last == n && !more
}

// lookedUp is looked of names in the list n, or of the one that n is, behind the names of other lists; each says that they are no path,
// more that a path goes on behind them.
func (t *tracer) lookedUp(n syntax.Node, names []syntax.Node, before []string) (all []read, each, more bool) {
	n = wrapped(n)
	if !t.spend() {
		return nil, false, false
	}
	t.depth++
	defer func() { t.depth-- }()
	if b := syntax.AsBinary(n.Parent()); b.Exists() && b.Op().Kind == syntax.Concat {
		if b.Right() == n {
			before = append(t.listed(b.Left()), before...)
		}
		all, each, more = t.lookedUp(b.Node, names, before)
		return all, each, more || b.Left() == n
	}
	if b := syntax.AsBinding(n.Parent()); b.Exists() && !b.Path().Child(1).Exists() {
		for _, use := range t.mentions(variable{b.Path().Child(0).Text(), b.Node, b.Parent()}) {
			reads, separate, on := t.lookedUp(use, names, before)
			all, each, more = append(all, reads...), each || separate, more || on
		}
		return all, each, more
	}
	c := applicationAround(n)
	how, known := lookups[c.function]
	if !known || c.index != how.names {
		return nil, false, false
	}
	all = t.reads(c.argument(how.set))
	switch {
	case how.each && len(names) == 0:
		return all, true, false
	case how.each:
		return extendEach(all, t.namesBy(names[len(names)-1])), true, false
	}
	all = extend(all, before)
	for _, name := range names {
		all = extendEach(all, t.namesBy(name))
	}
	return all, false, false
}
