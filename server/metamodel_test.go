package server

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// metaModel is the official description of LSP 3.18, as package protocol carries it: every message of a test goes through
// it, in both directions.
type metaModel struct {
	Requests, Notifications []metaMethod
	Structures              []metaStructure
	Enumerations            []metaEnumeration
	TypeAliases             []metaAlias

	methods    map[string]metaMethod
	structures map[string]metaStructure
	enums      map[string]metaEnumeration
	aliases    map[string]metaAlias
}

type metaMethod struct {
	Method           string
	MessageDirection string
	ServerCapability string
	Params, Result   *metaType
}

type metaStructure struct {
	Name            string
	Properties      []metaProperty
	Extends, Mixins []metaType
}

type metaProperty struct {
	Name     string
	Type     metaType
	Optional bool
}

type metaEnumeration struct {
	Name                 string
	Type                 metaType
	Values               []struct{ Value any }
	SupportsCustomValues bool
}

type metaAlias struct {
	Name string
	Type metaType
}

// metaType is a type of the model; which of its fields are set depends on Kind.
type metaType struct {
	Kind    string
	Name    json.RawMessage // a string, except in a tuple's
	Value   json.RawMessage // of a map its value's type, of a literal its properties, of a string literal the string
	Element *metaType
	Items   []metaType
}

var loadModel = sync.OnceValues(func() (*metaModel, error) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "go.lsp.dev/protocol").Output()
	if err != nil {
		return nil, fmt.Errorf("finding the module with the meta-model: %w", err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "internal/genlsp/testdata/metaModel.json"))
	if err != nil {
		return nil, err
	}
	m := &metaModel{methods: map[string]metaMethod{}, structures: map[string]metaStructure{}, enums: map[string]metaEnumeration{}, aliases: map[string]metaAlias{}}
	if err := json.Unmarshal(text, m); err != nil {
		return nil, err
	}
	for _, x := range append(m.Requests, m.Notifications...) {
		m.methods[x.Method] = x
	}
	for _, x := range m.Structures {
		m.structures[x.Name] = x
	}
	for _, x := range m.Enumerations {
		m.enums[x.Name] = x
	}
	for _, x := range m.TypeAliases {
		m.aliases[x.Name] = x
	}
	return m, nil
})

// params checks the params of a request or notification that goes in the direction.
func (m *metaModel) params(method, direction string, v any) error {
	x, known := m.methods[method]
	switch {
	case !known:
		return fmt.Errorf("%s: no such method", method)
	case x.MessageDirection != direction && x.MessageDirection != "both":
		return fmt.Errorf("%s: goes %s", method, x.MessageDirection)
	case x.Params == nil && v != nil:
		return fmt.Errorf("%s: has no params", method)
	case x.Params == nil:
		return nil
	}
	return m.check(*x.Params, v, method)
}

// result checks the result of a request.
func (m *metaModel) result(method string, v any) error {
	x, known := m.methods[method]
	if !known || x.Result == nil {
		return fmt.Errorf("%s: no such request", method)
	}
	return m.check(*x.Result, v, method+" result")
}

func (t metaType) name() string {
	var name string
	_ = json.Unmarshal(t.Name, &name)
	return name
}

// check says where v is not of the type; at is where v stands.
func (m *metaModel) check(t metaType, v any, at string) error {
	switch t.Kind {
	case "base":
		return checkBase(t.name(), v, at)
	case "reference":
		return m.checkReference(t.name(), v, at)
	case "array", "tuple":
		return m.checkArray(t, v, at)
	case "map":
		return m.checkMap(t, v, at)
	case "or":
		var all []string
		for _, item := range t.Items {
			err := m.check(item, v, at)
			if err == nil {
				return nil
			}
			all = append(all, err.Error())
		}
		return fmt.Errorf("%s: none of: %s", at, strings.Join(all, "; "))
	case "literal":
		var literal struct{ Properties []metaProperty }
		if err := json.Unmarshal(t.Value, &literal); err != nil {
			return err
		}
		return m.checkObject(literal.Properties, v, at)
	case "stringLiteral":
		var want string
		if err := json.Unmarshal(t.Value, &want); err != nil || v != want {
			return fmt.Errorf("%s: got %v, want %q", at, v, want)
		}
		return nil
	}
	return fmt.Errorf("%s: the model has the kind %q, which this test does not know", at, t.Kind)
}

func checkBase(name string, v any, at string) error {
	number, isNumber := v.(float64)
	whole := isNumber && number == math.Trunc(number)
	ok := false
	switch name {
	case "string", "URI", "DocumentUri", "RegExp":
		_, ok = v.(string)
	case "boolean":
		_, ok = v.(bool)
	case "null":
		ok = v == nil
	case "decimal":
		ok = isNumber
	case "integer":
		ok = whole && number >= math.MinInt32 && number <= math.MaxInt32
	case "uinteger":
		ok = whole && number >= 0 && number <= math.MaxInt32
	}
	if !ok {
		return fmt.Errorf("%s: got %T %v, want %s", at, v, v, name)
	}
	return nil
}

func (m *metaModel) checkReference(name string, v any, at string) error {
	if s, ok := m.structures[name]; ok && name != "LSPObject" {
		return m.checkObject(m.properties(s), v, at)
	}
	if e, ok := m.enums[name]; ok {
		if err := m.check(e.Type, v, at); err != nil || e.SupportsCustomValues {
			return err
		}
		for _, x := range e.Values {
			if x.Value == v {
				return nil
			}
		}
		return fmt.Errorf("%s: %v is no %s", at, v, name)
	}
	switch name {
	case "LSPAny":
		return nil
	case "LSPObject":
		if _, ok := v.(map[string]any); !ok {
			return fmt.Errorf("%s: got %T, want an object", at, v)
		}
		return nil
	}
	if a, ok := m.aliases[name]; ok {
		return m.check(a.Type, v, at)
	}
	return fmt.Errorf("%s: the model has no type %s", at, name)
}

// properties are those of a structure and of what it extends; its own count where a name comes twice.
func (m *metaModel) properties(s metaStructure) []metaProperty {
	all := map[string]metaProperty{}
	for _, parent := range slices.Concat(s.Extends, s.Mixins) {
		for _, p := range m.properties(m.structures[parent.name()]) {
			all[p.Name] = p
		}
	}
	for _, p := range s.Properties {
		all[p.Name] = p
	}
	return slices.Collect(maps.Values(all))
}

func (m *metaModel) checkObject(properties []metaProperty, v any, at string) error {
	object, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("%s: got %T, want an object", at, v)
	}
	known := map[string]bool{}
	for _, p := range properties {
		known[p.Name] = true
		x, has := object[p.Name]
		if !has {
			if !p.Optional {
				return fmt.Errorf("%s: `%s` is missing", at, p.Name)
			}
			continue
		}
		if err := m.check(p.Type, x, at+"."+p.Name); err != nil {
			return err
		}
	}
	for name := range object {
		if !known[name] {
			return fmt.Errorf("%s: `%s` is not known", at, name)
		}
	}
	return nil
}

func (m *metaModel) checkArray(t metaType, v any, at string) error {
	array, ok := v.([]any)
	if !ok || t.Kind == "tuple" && len(array) != len(t.Items) {
		return fmt.Errorf("%s: got %T, want an array", at, v)
	}
	for i, x := range array {
		element := t.Element
		if t.Kind == "tuple" {
			element = &t.Items[i]
		}
		if err := m.check(*element, x, fmt.Sprintf("%s[%d]", at, i)); err != nil {
			return err
		}
	}
	return nil
}

func (m *metaModel) checkMap(t metaType, v any, at string) error {
	object, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("%s: got %T, want an object", at, v)
	}
	var element metaType
	if err := json.Unmarshal(t.Value, &element); err != nil {
		return err
	}
	for key, x := range object {
		if err := m.check(element, x, at+"."+key); err != nil {
			return err
		}
	}
	return nil
}
