package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/term"
)

// progress shows on a terminal how far a long run is. One goroutine draws it; stop waits for that goroutine.
type progress struct {
	out         io.Writer
	total, done atomic.Int64
	quit        chan struct{}
	drawn       sync.WaitGroup
}

// Work shorter than progressDelay shows nothing; longer work is drawn anew every progressEvery.
const (
	progressDelay = 300 * time.Millisecond
	progressEvery = 100 * time.Millisecond
)

// startProgress shows progress on out where that is a terminal, and nothing elsewhere.
func startProgress(out io.Writer) *progress {
	p := &progress{out: out, quit: make(chan struct{})}
	if _, terminal := terminalWidth(out); terminal {
		p.drawn.Go(p.draw)
	}
	return p
}

// add says that there are files more to do.
func (p *progress) add(files int) { p.total.Add(int64(files)) }

// step says that one more file is done.
func (p *progress) step() { p.done.Add(1) }

// stop removes the line.
func (p *progress) stop() {
	close(p.quit)
	p.drawn.Wait()
}

func (p *progress) draw() {
	wait := time.NewTimer(progressDelay)
	defer wait.Stop()
	shown := false
	for {
		select {
		case <-p.quit:
			if shown {
				fmt.Fprint(p.out, "\r\x1b[K")
			}
			return
		case <-wait.C:
			shown = true
			text := "looking for Nix files"
			if total := p.total.Load(); total > 0 {
				text = fmt.Sprintf("checking: %d of %d files", p.done.Load(), total)
			}
			fmt.Fprint(p.out, "\r\x1b[K"+text)
			wait.Reset(progressEvery)
		}
	}
}

// terminalWidth is the width in columns of the terminal that stream is, and whether it is one.
func terminalWidth(stream any) (columns int, terminal bool) {
	f, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0, true
	}
	return columns, true
}
