package optiondb_test

import (
	"atproto-ls/eval"
)

// newSession is an evaluation of the files that l serves, with the lib of our own.
func newSession(l eval.Loader) *eval.Session {
	return eval.New(eval.Options{Loader: l})
}
