package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata and the generated documentation")

// The tests run this program as people do: testscript puts it on the PATH.
func TestMain(m *testing.M) {
	os.Setenv(keepVariable, "off") // the folder of who runs the tests stays as it is
	testscript.Main(m, map[string]func(){"atproto-ls": main})
}

// The scripts in testdata/cli are the contract with scripts and people: what is printed where, and with which exit code.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/cli",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "")
			env.Setenv(keepVariable, "off")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits runs a command whose exit code is the first argument: exits 2 atproto-ls check missing.nix.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	err := ts.Exec(args[1], args[2:]...)
	if code := exitCodeOf(err); code != args[0] {
		ts.Fatalf("exit code %s, want %s", code, args[0])
	}
}

// exitCodeOf is the exit code of a program that was run.
func exitCodeOf(err error) string {
	if err == nil {
		return "0"
	}
	if e, ok := err.(interface{ ExitCode() int }); ok {
		return string(rune('0' + e.ExitCode()))
	}
	return err.Error()
}

func TestKeepFolder(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("HOME", folder)
	t.Setenv("XDG_CACHE_HOME", folder)
	for named, want := range map[string]string{"off": "", "OFF": "", "": filepath.Join("atproto-ls", "options"), filepath.Join(folder, "x"): filepath.Join(folder, "x")} {
		t.Setenv(keepVariable, named)
		if got := keepFolder(); got != want && (named != "" || !strings.HasSuffix(got, want)) {
			t.Errorf("%q: got %q, want %q", named, got, want)
		}
	}
}
