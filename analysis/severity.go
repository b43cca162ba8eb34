package analysis

import "fmt"

// Severity says how bad a finding is; greater is worse. The zero Severity is unset.
type Severity uint8

// The severities, from mild to bad. An [Error] breaks the build or the deployment, a [Warning] is very probably not
// what was meant, [Information] is worth knowing, a [Hint] is for an editor's margin.
const (
	_ Severity = iota
	Hint
	Information
	Warning
	Error
)

// SeverityNames are the names of the severities as settings and flags write them, worst first.
var SeverityNames = []string{"error", "warning", "information", "hint"}

// String is the severity's name; empty when it is unset.
func (s Severity) String() string {
	if s == 0 || s > Error {
		return ""
	}
	return SeverityNames[Error-s]
}

// ParseSeverity is the severity of that name; any other name is an error that says which are accepted.
func ParseSeverity(name string) (Severity, error) {
	for i, n := range SeverityNames {
		if n == name {
			return Error - Severity(i), nil
		}
	}
	return 0, fmt.Errorf("got severity `%s`, want one of %s", name, Quoted(SeverityNames))
}

// Lower is the severity one step milder; of a [Hint] itself.
func (s Severity) Lower() Severity { return max(s-1, Hint) }
