package eval

import (
	"sync"

	"atproto-ls/syntax"
)

// Code is what is compiled of a file, for several Sessions: where hundreds of configurations import the same modules each of them
// compiles only what no other has. A Code belongs to one *syntax.File; what comes of the file is the same with it and without.
// The zero Code is ready for use, by several goroutines at a time.
type Code struct {
	mutex sync.Mutex
	units []*unit // more than one where Sessions differ in their globals or where they found the file
}

// Coder is what a [Loader] may be besides: one that keeps the Code of files.
type Coder interface {
	Loader
	// Code is that of the file that Parse gives for path; nil where each Session is to compile it for itself. [Pending] tells
	// nothing of a file that has one.
	Code(path string) *Code
}

// Codes are those of the files of a [Loader] that parses each file once. The zero Codes are ready for use.
type Codes struct{ byPath sync.Map }

// Code is that of the file at path.
func (c *Codes) Code(path string) *Code {
	if known, ok := c.byPath.Load(path); ok {
		return known.(*Code)
	}
	code, _ := c.byPath.LoadOrStore(path, &Code{})
	return code.(*Code)
}

// Eval is [Session.Eval] of a file that lies nowhere.
func (c *Code) Eval(s *Session, file *syntax.File) Value {
	return s.evalIn(c.unit(s, file, "", ""), nil, nil)
}

// unit is the one for a Session that finds file at a path.
func (c *Code) unit(s *Session, file *syntax.File, filePath, dir string) *unit {
	if c == nil {
		return s.newUnit(file, filePath, dir)
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for _, u := range c.units {
		if u.file == file && u.path == filePath && u.dir == dir && u.globals == s.globals && u.home == s.options.Home {
			return u
		}
	}
	u := s.newUnit(file, filePath, dir)
	u.shared, u.twice = true, true
	c.units = append(c.units, u)
	return u
}
