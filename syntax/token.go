package syntax

// TokenKind says what a token is. The kinds up to and including [Conflict] are trivia: text between tokens that
// carries no meaning, kept so that the tree prints back to its source.
type TokenKind uint8

// The kinds of token. A string without interpolation is one token ([StringToken], [IndStringToken]); one with
// interpolation is an open quote, text pieces, `${`, the tokens of an expression, `}` …, and a closing quote.
const (
	Whitespace TokenKind = iota // a run of blanks, tabs, carriage returns and newlines
	Comment                     // `# …` or `/* … */`, without its line end
	Conflict                    // a line of a merge conflict: `<<<<<<< …`, `=======`, `>>>>>>> …`; always an error
	Invalid                     // bytes that begin no token: a control character, a non-ASCII byte outside strings

	EOF // zero bytes wide, at the end of the source

	IdentToken
	IntToken
	FloatToken
	URIToken
	SearchPathToken // `<nixpkgs/nixos>`
	PathToken       // a whole path without interpolation
	PathOpen        // the text of a path before its first `${`
	PathText        // the text of a path after a `}`

	StringToken    // `"…"` without interpolation, quotes included
	StringOpen     // `"`, when the string has interpolation
	StringText     // text between interpolations
	StringClose    // `"`
	IndStringToken // `''…''` without interpolation, quotes included
	IndStringOpen  // `''`, when the string has interpolation
	IndStringText  // text between interpolations
	IndStringClose // `''`

	If
	Then
	Else
	Assert
	With
	Let
	In
	Rec
	Inherit
	Or // the word `or`: a keyword after a selection, an attribute name in an attribute path

	LBrace
	RBrace
	LBracket
	RBracket
	LParen
	RParen
	DollarBrace // `${`
	Semicolon
	Comma
	Assign // `=`
	Colon
	At
	Dot
	Ellipsis
	Question

	Not
	Minus
	Plus
	Star
	Slash
	Concat // `++`
	Update // `//`
	Equal
	NotEqual
	Less
	LessEqual
	Greater
	GreaterEqual
	And
	OrOp // `||`
	Implies
	PipeInto // `|>`
	PipeFrom // `<|`

	tokenKinds // how many there are; at most 64, six bits
)

var tokenText = [tokenKinds]string{
	Whitespace: "white space", Comment: "a comment", Conflict: "a merge conflict marker", Invalid: "an invalid character",
	EOF: "the end of the file", IdentToken: "a name", IntToken: "an integer", FloatToken: "a float", URIToken: "a URL",
	SearchPathToken: "a search path", PathToken: "a path", PathOpen: "a path", PathText: "a path",
	StringToken: "a string", StringOpen: "a string", StringText: "text", StringClose: "`\"`",
	IndStringToken: "a string", IndStringOpen: "a string", IndStringText: "text", IndStringClose: "`''`",
	If: "`if`", Then: "`then`", Else: "`else`", Assert: "`assert`", With: "`with`", Let: "`let`", In: "`in`", Rec: "`rec`",
	Inherit: "`inherit`", Or: "`or`",
	LBrace: "`{`", RBrace: "`}`", LBracket: "`[`", RBracket: "`]`", LParen: "`(`", RParen: "`)`", DollarBrace: "`${`",
	Semicolon: "`;`", Comma: "`,`", Assign: "`=`", Colon: "`:`", At: "`@`", Dot: "`.`", Ellipsis: "`...`", Question: "`?`",
	Not: "`!`", Minus: "`-`", Plus: "`+`", Star: "`*`", Slash: "`/`", Concat: "`++`", Update: "`//`",
	Equal: "`==`", NotEqual: "`!=`", Less: "`<`", LessEqual: "`<=`", Greater: "`>`", GreaterEqual: "`>=`",
	And: "`&&`", OrOp: "`||`", Implies: "`->`", PipeInto: "`|>`", PipeFrom: "`<|`",
}

// String names the kind as a message does: "`;`", "a name".
func (k TokenKind) String() string { return tokenText[k] }

// IsTrivia reports whether tokens of this kind carry no meaning.
func (k TokenKind) IsTrivia() bool { return k <= Invalid }

// Token is one token of a [File]: a kind and a half-open range of byte offsets.
type Token struct {
	Kind       TokenKind
	Start, End int
}

// token is a [Token] in four bytes: six bits of kind, 26 bits of end offset. It starts where its predecessor ends.
type token uint32

const (
	offsetBits = 26
	offsetMask = 1<<offsetBits - 1

	// MaxSource is the size in bytes of the largest source that is parsed, 64 MiB less one. A longer text gives
	// one error node.
	MaxSource = offsetMask
)

func (t token) kind() TokenKind { return TokenKind(t >> offsetBits) }
func (t token) end() int        { return int(t & offsetMask) }
