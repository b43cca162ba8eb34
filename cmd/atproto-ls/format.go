package main

import (
	"bufio"
	"io"
	"strings"
)

// format is a way to print a report. To add one: a file format_NAME.go with its function, and a line here.
type format struct {
	name  string
	write func(out *bufio.Writer, r *report, look look) error
}

var formats = []format{
	{"text", writeText},
	{"json", writeJSON},
	{"sarif", writeSARIF},
	{"github", writeGitHub},
	{"gitlab", writeGitLab},
	{"junit", writeJUnit},
	{"rdjson", writeRDJSON},
}

// look is how a terminal wants its text; the zero look is plain.
type look struct {
	colour bool
	width  int // columns, 0 when it is not known
}

// formatNames are the names of the formats, in the order of --help.
func formatNames() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return names
}

// write prints r in the format called name.
func write(out io.Writer, name string, r *report, look look) error {
	for _, f := range formats {
		if f.name == name {
			buffered := bufio.NewWriterSize(out, 64<<10)
			if err := f.write(buffered, r, look); err != nil {
				return err
			}
			return buffered.Flush()
		}
	}
	panic("no format " + name) // the flag accepts only those that there are
}

// output is a FORMAT=PATH of --output.
type output struct{ format, path string }

func parseOutput(text string) (output, error) {
	c := choice{of: formatNames()}
	name, path, ok := strings.Cut(text, "=")
	if !ok || path == "" {
		return output{}, usage("--output: got `%s`, want FORMAT=PATH, such as `json=findings.json`", text)
	}
	if err := c.Set(name); err != nil {
		return output{}, usage("--output: %v", err)
	}
	return output{name, path}, nil
}

// writeFile writes r to the output's file, which is there whole or not at all.
func (o output) writeFile(r *report) error {
	return replace(o.path, func(out io.Writer) error { return write(out, o.format, r, look{}) })
}
