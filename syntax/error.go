package syntax

// ErrorKind says which of Nix's refusals an [Error] is.
type ErrorKind uint8

// The kinds of error.
const (
	SyntaxError        ErrorKind = iota // the grammar is broken
	DuplicateAttribute                  // an attribute or a formal is given twice
	UndefinedVariable                   // a name that nothing in scope defines
)

// Error is one reason why Nix would refuse a text.
type Error struct {
	Kind       ErrorKind
	Start, End int    // half-open byte range, where Nix reports it; empty at the end of the file
	Message    string // one sentence that says what was found and what is accepted here
	Related    Related
	Fix        *Fix // nil where no edit is unambiguous
}

// Related points from an [Error] to its other end: the bracket that is open, the second definition of a duplicate.
// The zero Related means there is none.
type Related struct {
	Start, End int
	Message    string // empty when there is none
}

// Fix is a named set of edits that mends an [Error].
type Fix struct {
	Title string // a verb phrase: "insert `;`"
	Edits []Edit
}
