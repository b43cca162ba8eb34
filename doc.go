// Package atprotols is the root of atproto-ls and holds no code: the program is cmd/atproto-ls, and everything else is
// in the folders of one line, each of which imports only those to its left:
//
//	syntax < eval < optiondb < analysis < server < cmd
//
// The tests here hold the whole tree to its rules: the order of that line, the bounds of style, and what the README says.
package atprotols
