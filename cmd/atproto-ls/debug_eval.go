package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"atproto-ls/eval"
)

func newDebugEval(s streams) *cobra.Command {
	var b workbench
	var expression string
	var batch bool
	cmd := &cobra.Command{
		Use:   "eval (FILE… | -E EXPR | --batch)",
		Short: "Evaluate a file or an expression as \"nix-instantiate --eval\" does",
		Long: `Prints the value of a Nix file or expression as "nix-instantiate --eval" prints it, and exits 0. Where Nix gives an error
it goes to stderr, and the exit code is 1. What only Nix can know (a store path's contents, the network, what lies outside
the folders below) is "unknown: REASON" on stderr, and the exit code is 4.

With --batch, each line of stdin is JSON, {"id", "expr"} or {"id", "file"}, and each line of stdout its answer, {"id",
"value"}, {"id", "error"} or {"id", "unknown"}, in order; the value is the text that would be printed. A line that fails
costs no other.

Only files below the working directory, beside the named files, below --nixpkgs-lib and below each --allow are read.`,
		Example: `  atproto-ls debug eval --strict -E '{ a = 1 + 1; }'
  atproto-ls debug eval --json -A services configuration.nix
  echo '{"id": 1, "expr": "1 + 1"}' | atproto-ls debug eval --batch`,
		RunE: func(cmd *cobra.Command, args []string) error {
			inline := cmd.Flags().Changed("expr")
			switch {
			case batch && (inline || len(args) > 0), inline && len(args) > 0:
				return usage("files, --expr and --batch exclude each other%s", seeHelp(cmd))
			case !batch && !inline && len(args) == 0:
				return usage("there is nothing to evaluate%s", seeHelp(cmd))
			}
			d, err := b.loader(args)
			switch {
			case err != nil:
				return err
			case batch:
				return b.batch(s, d)
			case inline:
				session := b.session(s, d)
				return b.show(session, b.text(session, expression)).print(s)
			}
			return b.files(s, d, args)
		},
	}
	b.flags(cmd)
	cmd.Flags().StringVarP(&expression, "expr", "E", "", "the expression to evaluate")
	cmd.Flags().BoolVar(&batch, "batch", false, "read expressions as lines of JSON from stdin")
	return cmd
}

// files prints the value of each file; the first without one ends it, as in Nix.
func (b *workbench) files(s streams, d *disk, names []string) error {
	session := b.session(s, d)
	for _, name := range names {
		v, err := b.named(session, s, name)
		if err != nil {
			return err
		}
		if err := b.show(session, v).print(s); err != nil {
			return err
		}
	}
	return nil
}

// question is a line of --batch, and answer what is said to it.
type question struct {
	ID   json.RawMessage `json:"id"`
	Expr *string         `json:"expr"`
	File *string         `json:"file"`
}

type answer struct {
	ID      json.RawMessage `json:"id"`
	Value   *string         `json:"value,omitempty"`
	Error   *string         `json:"error,omitempty"`
	Unknown string          `json:"unknown,omitempty"`
}

// batch answers line after line. Each has a session of its own, so that none spends another's fuel.
func (b *workbench) batch(s streams, d *disk) error {
	in, out := bufio.NewReader(s.in), bufio.NewWriter(s.out)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			fmt.Fprintf(out, "%s\n", encode(b.answer(s, d, line)))
			if in.Buffered() == 0 { // whoever asks one by one waits for this
				if err := out.Flush(); err != nil {
					return err
				}
			}
		}
		if errors.Is(err, io.EOF) {
			return out.Flush()
		}
		if err != nil {
			return err
		}
	}
}

func (b *workbench) answer(s streams, d *disk, line []byte) answer {
	var q question
	if err := json.Unmarshal(line, &q); err != nil {
		return answer{ID: json.RawMessage("null"), Error: message("not a line of JSON: " + err.Error())}
	}
	a := answer{ID: q.ID}
	if a.ID == nil {
		a.ID = json.RawMessage("null")
	}
	session := b.session(s, d)
	var v eval.Value
	switch {
	case q.Expr != nil:
		v = b.text(session, *q.Expr)
	case q.File != nil:
		var err error
		if v, err = b.named(session, s, *q.File); err != nil {
			a.Error = message(err.Error())
			return a
		}
	default:
		a.Error = message(`neither "expr" nor "file" is given`)
		return a
	}
	switch o := b.show(session, v); {
	case o.failure != nil:
		a.Error = message(o.failure.Plain())
	case o.unknown != "":
		a.Unknown = o.unknown
	default:
		a.Value = &o.value
	}
	return a
}

func message(text string) *string { return &text }
