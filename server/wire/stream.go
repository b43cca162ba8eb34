package wire

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"

	"go.lsp.dev/jsonrpc2"
	"go.uber.org/zap"
)

const (
	// MaxFrame is the size in bytes of the longest message that is read. It is what package syntax reads of one file.
	MaxFrame = 64 << 20

	// keptBuffer is the size in bytes up to which a buffer is kept for the next message.
	keptBuffer = 1 << 20

	// pendingRefusals is how many answers to frames that are no message may wait for being written; more are left out.
	// Nobody waits for them, and the reader must never wait for a client that does not read.
	pendingRefusals = 16
)

// Stream is a [jsonrpc2.Stream] in the framing of the LSP base protocol. Whatever comes in, it ends only where its
// connection does: what is no message is skipped and, where it was a frame, answered with an error.
type Stream struct {
	conn io.ReadWriteCloser
	log  *zap.Logger

	in   *bufio.Reader
	body bytes.Buffer

	refusals chan error

	writing sync.Mutex
	out     []byte
}

var _ jsonrpc2.Stream = (*Stream)(nil)

// NewStream frames conn. The Stream's goroutine, which answers what is no message, ends with ctx.
func NewStream(ctx context.Context, conn io.ReadWriteCloser, log *zap.Logger) *Stream {
	s := &Stream{conn: conn, log: log, in: bufio.NewReaderSize(conn, 16<<10), refusals: make(chan error, pendingRefusals)}
	go s.refuse(ctx)
	return s
}

// Read implements [jsonrpc2.Stream]. The message borrows a buffer that the next Read overwrites. The error is that of the
// connection, [io.ErrUnexpectedEOF] when it ended within a frame.
func (s *Stream) Read(ctx context.Context) (jsonrpc2.Message, int64, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		body, err := s.frame()
		if err != nil {
			return nil, 0, err
		}
		if body == nil {
			continue
		}
		message, err := jsonrpc2.DecodeMessage(body)
		if err == nil {
			return message, int64(len(body)), nil
		}
		if json.Valid(body) {
			err = jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the frame holds no JSON-RPC 2.0 message")
		} else {
			err = jsonrpc2.NewError(jsonrpc2.ParseError, "the frame holds no valid JSON")
		}
		s.refused(err, len(body))
	}
}

// frame is the body of the next frame; nil for one that is too long, which was skipped.
func (s *Stream) frame() ([]byte, error) {
	length, err := s.header()
	if err != nil {
		return nil, err
	}
	if length > MaxFrame {
		s.refused(jsonrpc2.Errorf(jsonrpc2.InvalidRequest, "a message of %d bytes is too long: at most %d are read", length, MaxFrame), 0)
		_, err = io.CopyN(io.Discard, s.in, length)
		return nil, within(err)
	}
	if s.body.Cap() > keptBuffer {
		s.body = bytes.Buffer{}
	}
	s.body.Reset()
	_, err = io.CopyN(&s.body, s.in, length) // grows with what is there, not with what is announced
	return s.body.Bytes(), within(err)
}

// within is err for a read inside a frame, where the end comes unexpected.
func within(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// header reads up to the blank line behind a Content-Length and gives its value, which is more than 0. Lines that are no
// header field are skipped, so that after garbage the next whole frame counts again.
func (s *Stream) header() (length int64, err error) {
	inside := false
	for {
		line, err := s.in.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue // garbage: no header line is so long
		case errors.Is(err, io.EOF) && (inside || len(line) > 0):
			return 0, io.ErrUnexpectedEOF
		case err != nil:
			return 0, err
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			if length > 0 {
				return length, nil
			}
			continue
		}
		inside = true
		if n, ok := contentLength(line); ok {
			length = n
		} else if bytes.IndexByte(line, ':') < 0 {
			s.log.Warn("skipping what is no header line", zap.Int("bytes", len(line)))
			length = 0
		}
	}
}

// contentLength is the value of a Content-Length field at the end of line: text before it is what a frame that was
// announced too short has left.
func contentLength(line []byte) (length int64, ok bool) {
	const field = "content-length:"
	i := len(line) - len(field)
	for i >= 0 && !strings.EqualFold(string(line[i:i+len(field)]), field) { // bytes.ToLower would lengthen what is not UTF-8
		i--
	}
	if i < 0 {
		return 0, false
	}
	n, err := strconv.ParseInt(string(bytes.TrimSpace(line[i+len(field):])), 10, 64)
	return n, err == nil && n > 0
}

// refused has a frame answered that is no message.
func (s *Stream) refused(err error, size int) {
	s.log.Warn("refusing a frame", zap.Error(err), zap.Int("bytes", size))
	select {
	case s.refusals <- err:
	default:
	}
}

// refuse answers frames that are no message, for as long as ctx lasts.
func (s *Stream) refuse(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case err := <-s.refusals:
			if _, err := s.Write(ctx, jsonrpc2.NewResponse(jsonrpc2.ID{}, nil, err)); err != nil {
				return
			}
		}
	}
}

// Write implements [jsonrpc2.Stream]: one frame, written at once, by whichever goroutine. A response is written however
// its request's context ended.
func (s *Stream) Write(_ context.Context, message jsonrpc2.Message) (int64, error) {
	const room = len("Content-Length: \r\n\r\n") + 20 // twenty digits
	s.writing.Lock()
	defer s.writing.Unlock()
	if cap(s.out) > keptBuffer {
		s.out = nil
	}
	s.out = append(s.out[:0], make([]byte, room)...)
	s.out = jsonrpc2.AppendMessage(s.out, message)
	var header [room]byte
	h := strconv.AppendInt(append(header[:0], "Content-Length: "...), int64(len(s.out)-room), 10)
	h = append(h, "\r\n\r\n"...)
	frame := s.out[room-len(h):]
	copy(frame, h)
	n, err := s.conn.Write(frame)
	return int64(n), err
}

// Close implements [jsonrpc2.Stream].
func (s *Stream) Close() error { return s.conn.Close() }
