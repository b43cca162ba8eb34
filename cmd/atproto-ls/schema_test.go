package main

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"atproto-ls/analysis/workspace"
)

func schema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile("../../docs/schema/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What check prints is what its schema says, and the schema demands every key.
func TestFindingsFitTheirSchema(t *testing.T) {
	s := schema(t, "findings.json")
	for _, path := range []string{"../../examples", "schema_test.go", "../../docs/schema"} {
		out, _ := exec.Command("atproto-ls", "check", "--format", "json", path).Output()
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
		if err != nil {
			t.Fatalf("%s: %v\n%s", path, err, out)
		}
		if err := s.Validate(value); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, c := range []struct{ name, old, new string }{
		{"a key less", `"option":null,`, ``},
		{"a key more", `"option":null`, `"option":null,"more":1`},
		{"an unknown severity", `"severity":"error"`, `"severity":"fatal"`},
		{"a line 0", `"line":1,`, `"line":0,`},
	} {
		out, _ := exec.Command("atproto-ls", "check", "--format", "json", "schema_test.go").Output()
		wrong := strings.Replace(string(out), c.old, c.new, 1)
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(wrong))
		if err != nil || wrong == string(out) {
			t.Fatalf("%s: nothing was changed, or %v", c.name, err)
		}
		if s.Validate(value) == nil {
			t.Errorf("%s is accepted", c.name)
		}
	}
}

// The schema of the settings knows the keys that the program knows, the same defaults, and no other.
func TestSettingsFitTheirSchema(t *testing.T) {
	s := schema(t, "settings.json")
	text, err := json.Marshal(workspace.DefaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(value); err != nil {
		t.Errorf("the default settings: %v", err)
	}
	if got, want := schemaKeys(s, ""), workspace.SettingsKeys(); !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
		t.Errorf("the schema has %v, the program %v", got, want)
	}
	defaults := value.(map[string]any)
	for table, t1 := range s.Properties {
		for key, p := range t1.Properties {
			want := defaults[table].(map[string]any)[key]
			for p.Default == nil && p.Ref != nil {
				p = p.Ref
			}
			if p.Default == nil || !reflect.DeepEqual(*p.Default, want) {
				t.Errorf("%s.%s: the program's default is %v", table, key, want)
			}
		}
	}
}

func schemaKeys(s *jsonschema.Schema, prefix string) (keys []string) {
	for name, p := range s.Properties {
		keys = append(keys, prefix+name)
		inner := p
		if items, ok := p.Items2020, p.Items2020 != nil; ok {
			inner = items
		}
		keys = append(keys, schemaKeys(inner, prefix+name+".")...)
	}
	return keys
}
