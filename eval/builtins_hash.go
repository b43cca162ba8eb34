package eval

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

func hashBuiltins() []def {
	return []def{
		{"hashString", args(stringArg, stringArg), func(_ *Session, a []Value) Value { return hashOf(a[0], a[1]) }},
		{"hashFile", args(stringArg, pathArg), func(s *Session, a []Value) Value {
			p, _ := a[1].AsPath()
			text, err := s.readText(p)
			if bad := s.unread(p, err); bad.ref != nil {
				return bad
			}
			return hashOf(a[0], String(text))
		}},
		{"convertHash", args(openArg), convertHash},
	}
}

func hashOf(algorithm, text Value) Value {
	name, _ := algorithm.AsString()
	t, _ := text.AsString()
	sum := digest(name, t)
	if sum == nil {
		return unknownAlgorithm(name)
	}
	return String(hex.EncodeToString(sum))
}

func unknownAlgorithm(name string) Value {
	return MakeError("unknown hash algorithm '" + name + "', expect 'md5', 'sha1', 'sha256', or 'sha512'")
}

func digest(algorithm, text string) []byte {
	switch algorithm {
	case "md5":
		sum := md5.Sum([]byte(text))
		return sum[:]
	case "sha1":
		sum := sha1.Sum([]byte(text))
		return sum[:]
	case "sha256":
		sum := sha256.Sum256([]byte(text))
		return sum[:]
	case "sha512":
		sum := sha512.Sum512([]byte(text))
		return sum[:]
	}
	return nil
}

var hashSizes = map[string]int{"md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}

// convertHash writes a hash in another format (Nix manual, convertHash).
func convertHash(s *Session, a []Value) Value {
	text, bad := s.wantString(s.selectAttr(a[0], "hash"))
	if bad.ref != nil {
		return bad
	}
	format, bad := s.wantString(s.selectAttr(a[0], "toHashFormat"))
	if bad.ref != nil {
		return bad
	}
	algorithm := ""
	if v := s.selectOr(a[0], "hashAlgo"); v.ref != nil {
		if algorithm, bad = s.wantString(v); bad.ref != nil {
			return bad
		}
	}
	if prefix, rest, ok := strings.Cut(text, "-"); ok && hashSizes[prefix] > 0 {
		algorithm, text = prefix, rest
	} else if prefix, rest, ok := strings.Cut(text, ":"); ok {
		algorithm, text = prefix, rest
	}
	if algorithm == "" {
		return MakeError("hash '" + text + "' does not include a type, nor is the type otherwise known from context")
	}
	if hashSizes[algorithm] == 0 {
		return unknownAlgorithm(algorithm)
	}
	sum := decodeHash(text, hashSizes[algorithm])
	if sum == nil {
		return MakeError("hash '" + text + "' has wrong length for hash algorithm '" + algorithm + "'")
	}
	return encodeHash(sum, format, algorithm)
}

func decodeHash(text string, size int) []byte {
	switch len(text) {
	case 2 * size:
		if sum, err := hex.DecodeString(text); err == nil {
			return sum
		}
	case (8*size-1)/5 + 1:
		return fromNix32(text, size)
	}
	if sum, err := base64.StdEncoding.DecodeString(text); err == nil && len(sum) == size {
		return sum
	}
	return nil
}

func encodeHash(sum []byte, format, algorithm string) Value {
	switch format {
	case "base16":
		return String(hex.EncodeToString(sum))
	case "nix32", "base32":
		return String(toNix32(sum))
	case "base64":
		return String(base64.StdEncoding.EncodeToString(sum))
	case "sri":
		return String(algorithm + "-" + base64.StdEncoding.EncodeToString(sum))
	}
	return MakeError("unknown hash format '" + format + "', expect 'base16', 'base32', 'base64', or 'sri'")
}

// nix32 are the digits of Nix's own base 32.
const nix32 = "0123456789abcdfghijklmnpqrsvwxyz"

// toNix32 writes sum in groups of five bits from its end, the highest first.
func toNix32(sum []byte) string {
	var b strings.Builder
	for n := (8*len(sum) - 1) / 5; n >= 0; n-- {
		bit := 5 * n
		c := uint(sum[bit/8]) >> (bit % 8)
		if bit/8+1 < len(sum) {
			c |= uint(sum[bit/8+1]) << (8 - bit%8)
		}
		b.WriteByte(nix32[c&31])
	}
	return b.String()
}

func fromNix32(text string, size int) []byte {
	sum := make([]byte, size)
	for n := range len(text) {
		digit := strings.IndexByte(nix32, text[len(text)-n-1])
		if digit < 0 {
			return nil
		}
		bit := 5 * n
		sum[bit/8] |= byte(digit << (bit % 8))
		if carry := digit >> (8 - bit%8); bit/8+1 < size {
			sum[bit/8+1] |= byte(carry)
		} else if carry != 0 {
			return nil
		}
	}
	return sum
}
