package main

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"sort"
	"text/tabwriter"

	"atproto-ls/analysis"
)

// statistic is how often one check spoke. docs/schema/statistics.json says the same.
type statistic struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	Severity string `json:"severity"` // the worst of its findings
	Count    int    `json:"count"`
	Fixable  int    `json:"fixable"` // how many of them --fix mends
}

// statistics are those of the checks that found something, the most frequent first.
func (r *report) statistics() []*statistic {
	byCode := map[string]*statistic{}
	worst := map[string]analysis.Severity{}
	all := []*statistic{}
	for _, d := range r.findings {
		s := byCode[d.Code]
		if s == nil {
			s = &statistic{Code: d.Code, Name: d.Name}
			byCode[d.Code] = s
			all = append(all, s)
		}
		worst[d.Code] = max(worst[d.Code], d.Severity)
		s.Severity = worst[d.Code].String()
		s.Count++
		if slices.ContainsFunc(d.Fixes, func(f analysis.Fix) bool { return f.Preferred && f.Safe }) {
			s.Fixable++
		}
	}
	sort.SliceStable(all, func(i, j int) bool {
		return all[i].Count > all[j].Count || all[i].Count == all[j].Count && all[i].Code < all[j].Code
	})
	return all
}

// writeStatistics prints the statistics of r instead of its findings, as text or as JSON.
func writeStatistics(out io.Writer, format string, r *report, look look) error {
	if format == "json" {
		_, err := fmt.Fprintf(out, "%s\n", encode(r.statistics()))
		return err
	}
	r = r.withoutEchoes()
	buffered := bufio.NewWriter(out)
	table := tabwriter.NewWriter(buffered, 0, 0, 2, ' ', 0)
	for _, s := range r.statistics() {
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\n", s.Count, s.Code, s.Name, s.Severity, fixable(s.Fixable))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	p := &painter{out: buffered, paint: paint(look.colour)}
	p.summary(r)
	return buffered.Flush()
}

func fixable(n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprintf("%d fixable", n)
}
