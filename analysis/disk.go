package analysis

// Presence says what lies at a path.
type Presence uint8

// The answers of [Disk.Look]. Unsure is the zero value: it cannot be known, or something explains that it is not here
// (git ignores it, it belongs to a submodule that is not checked out, it is outside the workspace).
const (
	Unsure Presence = iota
	Absent
	RegularFile
	Folder
)

// Disk is the one window through which a check sees what lies around the files of a snapshot. Package workspace
// implements it. Its methods may be called by several goroutines at once.
type Disk interface {
	// Look says what lies at an absolute, clean path, links followed.
	Look(path string) Presence
	// Names are the names in a folder, sorted; none when it cannot be read.
	Names(folder string) []string
	// Text is what a file of data says that configurations read at evaluation, JSON or TOML; ok is false for any other file.
	Text(path string) (text string, ok bool)
}

// blind is the Disk of a snapshot that was given none.
type blind struct{}

func (blind) Look(string) Presence  { return Unsure }
func (blind) Names(string) []string { return nil }

func (blind) Text(string) (string, bool) { return "", false }
