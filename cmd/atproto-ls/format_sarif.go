package main

import (
	"bufio"
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
)

// The part of SARIF 2.1.0 that is written
// (https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html).
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		ColumnKind  string            `json:"columnKind"`
		Results     []sarifResult     `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID                   string             `json:"id"`
		Name                 string             `json:"name"`
		ShortDescription     sarifMessage       `json:"shortDescription"`
		FullDescription      sarifMessage       `json:"fullDescription"`
		Help                 sarifMessage       `json:"help"`
		HelpURI              string             `json:"helpUri"`
		DefaultConfiguration sarifConfiguration `json:"defaultConfiguration"`
		Properties           sarifProperties    `json:"properties"`
	}
	sarifConfiguration struct {
		Level string `json:"level"`
	}
	sarifProperties struct {
		Tags []string `json:"tags"`
	}
	sarifInvocation struct {
		ExecutionSuccessful bool `json:"executionSuccessful"`
	}
	sarifMessage struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifResult struct {
		RuleID              string            `json:"ruleId"`
		RuleIndex           int               `json:"ruleIndex"`
		Level               string            `json:"level"`
		Message             sarifMessage      `json:"message"`
		Locations           []sarifLocation   `json:"locations"`
		RelatedLocations    []sarifLocation   `json:"relatedLocations,omitempty"`
		PartialFingerprints map[string]string `json:"partialFingerprints"`
		Fixes               []sarifFix        `json:"fixes,omitempty"`
	}
	sarifLocation struct {
		ID               int           `json:"id,omitempty"`
		PhysicalLocation sarifPhysical `json:"physicalLocation"`
		Message          *sarifMessage `json:"message,omitempty"`
	}
	sarifPhysical struct {
		ArtifactLocation sarifArtifact `json:"artifactLocation"`
		Region           *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI       string `json:"uri"`
		URIBaseID string `json:"uriBaseId,omitempty"`
	}
	// sarifRegion counts from 1; the end column is that behind the region.
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
	sarifFix struct {
		Description     sarifMessage  `json:"description"`
		ArtifactChanges []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		ArtifactLocation sarifArtifact      `json:"artifactLocation"`
		Replacements     []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		DeletedRegion   sarifRegion  `json:"deletedRegion"`
		InsertedContent sarifMessage `json:"insertedContent"`
	}
)

// home is where the project lives.
const home = "https://github.com/atproto-nix/atproto-ls"

// writeSARIF writes one run with every check as a rule, so that a service shows also what was looked for and not found.
func writeSARIF(out *bufio.Writer, r *report, _ look) error {
	run := sarifRun{
		Tool:        sarifTool{sarifDriver{Name: "atproto-ls", Version: programVersion(), InformationURI: home, Rules: []sarifRule{}}},
		Invocations: []sarifInvocation{{ExecutionSuccessful: !r.crashed}},
		ColumnKind:  "unicodeCodePoints",
		Results:     []sarifResult{},
	}
	index := map[string]int{}
	for i, c := range checks.All {
		index[c.Code] = i
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(c))
	}
	for _, d := range r.findings {
		run.Results = append(run.Results, r.sarifResult(d, index[d.Code]))
	}
	out.Write(encode(sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0", Runs: []sarifRun{run},
	}))
	return out.WriteByte('\n')
}

func sarifRuleOf(c *analysis.Check) sarifRule {
	doc := strings.TrimSpace(c.Doc)
	return sarifRule{
		ID: c.Code, Name: c.Name, HelpURI: analysis.URL(c.Code),
		ShortDescription:     sarifMessage{Text: c.Summary},
		FullDescription:      sarifMessage{Text: c.Summary + "."},
		Help:                 sarifMessage{Text: doc, Markdown: doc},
		DefaultConfiguration: sarifConfiguration{sarifLevel(c.Severity)},
		Properties:           sarifProperties{[]string{"nix", "atproto"}},
	}
}

func sarifLevel(s analysis.Severity) string {
	switch s {
	case analysis.Error:
		return "error"
	case analysis.Warning:
		return "warning"
	}
	return "note"
}

func (r *report) sarifResult(d analysis.Diagnostic, rule int) sarifResult {
	result := sarifResult{
		RuleID: d.Code, RuleIndex: rule, Level: sarifLevel(d.Severity), Message: sarifMessage{Text: d.Message},
		Locations:           []sarifLocation{{PhysicalLocation: r.sarifPhysical(d.Range)}},
		PartialFingerprints: map[string]string{"atproto-ls/v1": d.Fingerprint},
	}
	for i, rel := range d.Related {
		at := sarifLocation{ID: i + 1, PhysicalLocation: r.sarifPhysical(rel.Range), Message: &sarifMessage{Text: rel.Message}}
		result.RelatedLocations = append(result.RelatedLocations, at)
	}
	for _, f := range d.Fixes {
		result.Fixes = append(result.Fixes, r.sarifFix(f))
	}
	return result
}

// sarifPhysical is a place; only the file, where its text is not at hand.
func (r *report) sarifPhysical(at analysis.Range) sarifPhysical {
	p := sarifPhysical{ArtifactLocation: r.sarifArtifact(at.File)}
	if r.lines[at.File] != nil {
		region := r.sarifRegion(at)
		p.Region = &region
	}
	return p
}

func (r *report) sarifArtifact(file string) sarifArtifact {
	return sarifArtifact{uri(r.inRepository(file)), "%SRCROOT%"}
}

func (r *report) sarifRegion(at analysis.Range) (region sarifRegion) {
	region.StartLine, region.StartColumn = position(r.lines[at.File], at.Start)
	region.EndLine, region.EndColumn = position(r.lines[at.File], at.End)
	return region
}

func (r *report) sarifFix(f analysis.Fix) sarifFix {
	fix := sarifFix{Description: sarifMessage{Text: f.Title}}
	var files []string
	for _, e := range merged(f.Edits) {
		i := slices.Index(files, e.File)
		if i < 0 {
			i = len(files)
			files = append(files, e.File)
			fix.ArtifactChanges = append(fix.ArtifactChanges, sarifChange{ArtifactLocation: r.sarifArtifact(e.File)})
		}
		c := &fix.ArtifactChanges[i]
		c.Replacements = append(c.Replacements, sarifReplacement{r.sarifRegion(e.Range), sarifMessage{Text: e.NewText}})
	}
	return fix
}
