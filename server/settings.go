package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/analysis/workspace"
)

// section is the name of our settings in an editor's.
const section = "atproto-ls"

// clientKeys are keys that editors keep in our section for themselves: where the program is, what they trace.
var clientKeys = []string{"server", "trace"}

// settings are what an editor sets: the keys of `.atproto-ls.toml` as JSON, for all workspaces and by their roots. What an
// editor sets wins over the file, key by key, as a flag does; null sets nothing.
type settings struct {
	initial json.RawMessage // from initialize
	all     json.RawMessage
	byRoot  map[string]json.RawMessage
}

// of is what is set for the workspace with the root; the later counts.
func (s settings) of(root string) []json.RawMessage {
	return []json.RawMessage{s.initial, s.all, s.byRoot[root]}
}

// sectionOf is our section in what a client sends, which may be the section itself or hold it.
func sectionOf(raw json.RawMessage) json.RawMessage {
	var outer map[string]json.RawMessage
	if json.Unmarshal(raw, &outer) != nil {
		return bytes.Clone(raw)
	}
	if inner, ok := outer[section]; ok {
		return bytes.Clone(inner)
	}
	return bytes.Clone(raw)
}

// over gives file's settings with an editor's laid over them. The error names the key that is wrong and what is accepted;
// then the settings are the file's.
func over(file workspace.Settings, editor json.RawMessage) (workspace.Settings, error) {
	var set map[string]any
	if len(editor) == 0 || bytes.Equal(editor, []byte("null")) {
		return file, nil
	}
	if err := json.Unmarshal(editor, &set); err != nil {
		return file, fmt.Errorf("the editor's settings: got %.40s where the object `%s` is wanted", editor, section)
	}
	for _, key := range clientKeys {
		delete(set, key)
	}
	dropNull(set)
	text, err := json.Marshal(set)
	if err != nil {
		return file, fmt.Errorf("the editor's settings: %w", err)
	}
	merged := clone(file)
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&merged); err != nil {
		return file, fmt.Errorf("the editor's settings: %w", explained(err))
	}
	return merged, nil
}

// clone is s with maps and slices of its own, for they are decoded into.
func clone(s workspace.Settings) (out workspace.Settings) {
	text, err := json.Marshal(s)
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		panic(err) // settings are plain JSON
	}
	return out
}

// dropNull removes what is null, at every depth.
func dropNull(set map[string]any) {
	for key, value := range set {
		if inner, ok := value.(map[string]any); ok {
			dropNull(inner)
		}
		if value == nil {
			delete(set, key)
		}
	}
}

// explained names the nearest key for an unknown one, and for a wrong value its key.
func explained(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return workspace.WrongType(wrong.Field, wrong.Value)
	}
	if _, key, ok := strings.Cut(err.Error(), "unknown field "); ok {
		key = strings.Trim(key, `"`)
		var names []string
		for _, k := range workspace.SettingsKeys() {
			names = append(names, k[strings.LastIndexByte(k, '.')+1:])
		}
		return fmt.Errorf("unknown key `%s`%s", key, analysis.DidYouMean(key, names))
	}
	return err
}
