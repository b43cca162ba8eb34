// Package syntax turns the text of a Nix file into a tree that always exists, however broken the text is.
//
// The tree is lossless: every byte, white space and comments included, belongs to exactly one token, and the tokens in
// order are the text. What does not fit the grammar stands in error nodes, what is missing in zero-width missing nodes,
// and [File].Errors says for each what was found, what was expected, and where possible which edit mends it.
// [Validate] adds what Nix's parser refuses besides: duplicate attributes and undefined variables.
//
//	f := syntax.Parse("{ services.foo. }")
//	for _, e := range f.Errors {
//		fmt.Println(f.Lines().Position(e.Start, syntax.UTF32))
//	}
//	set := syntax.AsAttrSet(f.Expr())
//
// The package knows the grammar of the language, nothing of values, options or files: that is for the folders to its
// right. It reads no file and starts no goroutine. A [Node] is a comparable value over flat arrays; the typed views
// ([AttrSet], [Binding], [Lambda], …) give its parts, each of which may be absent.
//
// The source is the Nix manual, "Nix Language", and src/libexpr/{lexer.l,parser.y} of Nix 2.26 where the manual is silent.
package syntax
