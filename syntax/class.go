package syntax

// byteClass says what a byte may begin or belong to.
type byteClass uint8

const (
	invalidByte byteClass = iota // begins no token
	spaceByte                    // blank, tab, carriage return, newline
	letterByte                   // begins an identifier
	digitByte
	single   // is a token by itself: its kind is in singleKind
	operator // begins one of several tokens
	endByte  // NUL: the padding behind the source, or a NUL inside it
)

// The predicates over bytes that the lexer's definitions use (src/libexpr/lexer.l): ID, PATH_CHAR, URI.
const (
	identChar  uint8 = 1 << iota // continues an identifier
	pathChar                     // may stand in a path, the slash left out
	uriChar                      // may stand behind the colon of a URI
	schemeChar                   // may stand before it
	stringStop                   // needs a look inside `"…"`
	indStop                      // needs a look inside `''…''`
	lineStop                     // ends a comment's line, or the source
)

var (
	classes    [256]byteClass
	charBits   [256]uint8
	singleKind [256]TokenKind
)

func init() {
	for c := range 256 {
		b := byte(c)
		letter := b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
		digit := b >= '0' && b <= '9'
		switch {
		case letter || b == '_':
			classes[b] = letterByte
		case digit:
			classes[b] = digitByte
		}
		if letter || digit {
			charBits[b] = identChar | pathChar | uriChar | schemeChar
		}
	}
	setBits("_'-", identChar)
	setBits("._-+", pathChar)
	setBits("%/?:@&=+$,-_.!~*'", uriChar)
	setBits("+-.", schemeChar)
	setBits("\"\\$\n\x00", stringStop)
	setBits("'$\n\x00", indStop)
	setBits("\r\n\x00", lineStop)
	for _, b := range []byte(" \t\r\n") {
		classes[b] = spaceByte
	}
	for _, b := range []byte("=<>&|+-./~#\"'${}!*") {
		classes[b] = operator
	}
	for b, k := range map[byte]TokenKind{';': Semicolon, ',': Comma, '@': At, '(': LParen, ')': RParen, '[': LBracket,
		']': RBracket, '?': Question, ':': Colon} {
		classes[b], singleKind[b] = single, k
	}
	classes[0] = endByte
}

func setBits(chars string, bit uint8) {
	for _, c := range []byte(chars) {
		charBits[c] |= bit
	}
}

// keyword is the kind of the word w: a keyword's, or [IdentToken].
func keyword(w []byte) TokenKind {
	switch string(w) {
	case "if":
		return If
	case "in":
		return In
	case "or":
		return Or
	case "let":
		return Let
	case "rec":
		return Rec
	case "then":
		return Then
	case "else":
		return Else
	case "with":
		return With
	case "assert":
		return Assert
	case "inherit":
		return Inherit
	}
	return IdentToken
}
