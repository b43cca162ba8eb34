package optiondb

import (
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// documented is an option as nixpkgs' documentation build writes it (nixos/lib/make-options-doc), with what our own export
// adds.
type documented struct {
	Type         string           `json:"type"`
	Default      *documentedText  `json:"default"`
	Example      *documentedText  `json:"example"`
	Description  jsontext.Value   `json:"description"`
	Declarations []jsontext.Value `json:"declarations"`
	Loc          []string         `json:"loc"`
	ReadOnly     bool             `json:"readOnly"`
	Required     *bool            `json:"required"`
	Positions    []struct {
		File   string `json:"file"`
		Line   int    `json:"line"`
		Column int    `json:"column"`
	} `json:"declarationPositions"`
}

type documentedText struct {
	Kind string `json:"_type"`
	Text string `json:"text"`
}

// ReadOptionsJSON reads a NixOS options.json into a surface. Types are read from their descriptions: what they do not tell
// is accepted.
func ReadOptionsJSON(text io.Reader) (*Surface, error) {
	d := jsontext.NewDecoder(text, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if token, err := d.ReadToken(); err != nil || token.Kind() != '{' {
		return nil, fmt.Errorf("it is no options.json, which is an object of options: %w", orNotObject(err))
	}
	b := &builder{root: &Group{}, open: true}
	types := map[string]*Type{}
	for d.PeekKind() != '}' {
		token, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		name := token.String()
		var one documented
		if err := json.UnmarshalDecode(d, &one); err != nil {
			return nil, fmt.Errorf("the option `%s`: %w", name, err)
		}
		b.add(one.option(name, types))
	}
	return b.surface(), nil
}

func orNotObject(err error) error {
	if err == nil {
		return fmt.Errorf("it is no object")
	}
	return err
}

func (one *documented) option(name string, types map[string]*Type) *Option {
	t := types[one.Type]
	if t == nil {
		t = ParseDescription(one.Type)
		types[one.Type] = t
	}
	path := Path(one.Loc)
	if len(path) == 0 {
		path = ParsePath(name)
	}
	o := &Option{
		Path: path, Type: t, Description: proseOf(one.Description), ReadOnly: one.ReadOnly, Visible: true,
		Default: one.Default.text(), Example: one.Example.text(), Required: one.Default == nil,
	}
	if one.Required != nil {
		o.Required = *one.Required
	}
	for _, at := range one.Positions {
		o.Declarations = append(o.Declarations, Position{File: at.File, Line: at.Line, Column: at.Column})
	}
	if len(o.Declarations) > 0 {
		return o
	}
	for _, at := range one.Declarations {
		if file := fileOf(at); file != "" {
			o.Declarations = append(o.Declarations, Position{File: file})
		}
	}
	return o
}

func (t *documentedText) text() *Text {
	if t == nil {
		return nil
	}
	text := &Text{Source: strings.TrimSuffix(t.Text, "\n"), Prose: t.Kind == "literalMD"}
	if !text.Prose {
		text.Value = scalarOf(text.Source)
	}
	return text
}

// proseOf is a description: a string, or in older files an object with the text.
func proseOf(v jsontext.Value) string {
	var text string
	if json.Unmarshal(v, &text) == nil {
		return strings.TrimSpace(text)
	}
	var marked documentedText
	if json.Unmarshal(v, &marked) == nil {
		return strings.TrimSpace(marked.Text)
	}
	return ""
}

// fileOf is a declaration: a path, or an object with a name and a URL.
func fileOf(v jsontext.Value) string {
	var path string
	if json.Unmarshal(v, &path) == nil {
		return path
	}
	var linked struct{ Name, URL string }
	if json.Unmarshal(v, &linked, json.MatchCaseInsensitiveNames(true)) == nil {
		return strings.Trim(linked.Name, "<>")
	}
	return ""
}
