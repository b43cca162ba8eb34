package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	initialize = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`
	shutdown   = `{"jsonrpc":"2.0","id":2,"method":"shutdown"}`
	leave      = `{"jsonrpc":"2.0","method":"exit"}`
)

// say writes messages in their frames.
func say(t *testing.T, to io.Writer, messages ...string) {
	t.Helper()
	for _, m := range messages {
		if _, err := fmt.Fprintf(to, "Content-Length: %d\r\n\r\n%s", len(m), m); err != nil {
			t.Fatal(err)
		}
	}
}

// hear reads one message.
func hear(t *testing.T, from *bufio.Reader) string {
	t.Helper()
	header, err := textproto.NewReader(from).ReadMIMEHeader()
	if err != nil {
		t.Fatal(err)
	}
	length, _ := strconv.Atoi(header.Get("Content-Length"))
	body := make([]byte, length)
	if _, err := io.ReadFull(from, body); err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// ends expects that a process ends soon, with the code.
func ends(t *testing.T, cmd *exec.Cmd, code int) {
	t.Helper()
	done := make(chan struct{})
	go func() { // waited for below
		_ = cmd.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		_ = cmd.Process.Kill()
		<-done
		t.Fatal("the server does not end")
	}
	if got := cmd.ProcessState.ExitCode(); got != code {
		t.Errorf("exit code %d, want %d", got, code)
	}
}

// The program talks over stdin and stdout as LSP has it, and nothing else is on stdout: with the command, and without one.
func TestServeStdio(t *testing.T) {
	for _, args := range [][]string{{"serve", "--stdio"}, {"serve"}, {}} {
		cmd := exec.Command("atproto-ls", args...)
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		from := bufio.NewReader(out)
		say(t, in, initialize)
		if got := hear(t, from); !strings.Contains(got, `"capabilities"`) {
			t.Errorf("got %s", got)
		}
		say(t, in, shutdown)
		if got := hear(t, from); !strings.Contains(got, `"result":null`) {
			t.Errorf("got %s", got)
		}
		say(t, in, leave)
		if rest, _ := io.ReadAll(from); len(rest) > 0 {
			t.Errorf("%q: behind the last answer there is %q", args, rest)
		}
		ends(t, cmd, 0)
	}
}

// A client that is killed takes its server with it: by its end of the pipe, or, where somebody else holds that, by its number.
func TestServeEndsWithItsClient(t *testing.T) {
	for name, held := range map[string]bool{"the pipe is closed": false, "the pipe is held open": true} {
		t.Run(name, func(t *testing.T) {
			read, write, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer write.Close()
			client := exec.Command("sleep", "60")
			client.ExtraFiles = []*os.File{write}
			if err := client.Start(); err != nil {
				t.Skip("there is no sleep: ", err)
			}
			cmd := exec.Command("atproto-ls", "serve", "--stdio")
			cmd.Stdin = read
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			read.Close()
			say(t, write, strings.Replace(initialize, "null", strconv.Itoa(client.Process.Pid), 1))
			hear(t, bufio.NewReader(out))
			if !held {
				write.Close()
			}
			if err := client.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = client.Wait()
			ends(t, cmd, 1)
		})
	}
}

// With --listen several clients at once have sessions of their own, a client that breaks off harms no other, and a signal ends it.
func TestServeListen(t *testing.T) {
	log := filepath.Join(t.TempDir(), "server.log")
	cmd := exec.Command("atproto-ls", "serve", "--listen", "127.0.0.1:0", "--log-file", log, "--log-level", "debug")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stderr).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if !ok {
		t.Fatalf("it says %q, %v", line, err)
	}
	dial := func() (net.Conn, *bufio.Reader) {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		say(t, conn, initialize)
		from := bufio.NewReader(conn)
		if got := hear(t, from); !strings.Contains(got, `"capabilities"`) {
			t.Errorf("got %s", got)
		}
		return conn, from
	}
	one, fromOne := dial()
	two, _ := dial()
	fmt.Fprint(two, "Content-Length: 10\r\n\r\n{")
	two.Close()
	three, fromThree := dial()
	for conn, from := range map[net.Conn]*bufio.Reader{one: fromOne, three: fromThree} {
		say(t, conn, shutdown)
		hear(t, from)
		say(t, conn, leave)
		if rest, err := io.ReadAll(from); err != nil || len(rest) > 0 {
			t.Errorf("after exit: %q, %v", rest, err)
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Skip("no signals here: ", err)
	}
	ends(t, cmd, 0)
	if text := readText(t, log); !strings.Contains(text, "session ended") {
		t.Errorf("the log has\n%s", text)
	}
	for _, wrong := range []string{"0.0.0.0:0", "nonsense"} {
		if err := exec.Command("atproto-ls", "serve", "--listen", wrong).Run(); exitCodeOf(err) != "2" {
			t.Errorf("--listen %s: %v", wrong, err)
		}
	}
}
