package optiondb

import (
	"strings"
	"sync"

	"atproto-ls/optiondb/bundled"
)

// Example is a block of configuration to begin with (optiondb/bundled/examples). It is immutable.
type Example struct {
	Name, Title, Description string
	Services                 []Path   // what it is for
	Systems                  []string // the systems that it sets up
	Text                     string   // the block: a whole file
	Placeholders             []Path   // the options whose values the operator must replace, in order; list elements count from 0
}

// Examples are the example blocks in the order in which they are listed.
var Examples = sync.OnceValue(func() []Example {
	s := newShippedSession()
	r := reader{s, "examples/index.nix"}
	var all []Example
	for _, v := range r.list(s.Import(ShippedRoot + "/examples/index.nix")) {
		file, ok := s.Force(r.get(v, "file")).AsPath()
		text, err := bundled.Files.ReadFile(strings.TrimPrefix(file, ShippedRoot+"/"))
		if !ok || err != nil {
			r.fail("a file", r.get(v, "file"))
		}
		all = append(all, Example{
			Name: r.str(r.get(v, "name")), Title: r.str(r.get(v, "title")), Description: r.str(r.get(v, "description")),
			Services: r.paths(r.get(v, "services")), Systems: r.strs(r.get(v, "systems")), Text: string(text),
			Placeholders: r.paths(r.get(v, "placeholders")),
		})
	}
	return all
})
