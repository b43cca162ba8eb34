package server

import "testing"

// A command that there is not, or that is called wrongly, is an error of the client's, and the session goes on.
func TestExecuteCommandRefusals(t *testing.T) {
	s := newSession(t, t.TempDir())
	s.initialize(object{})
	s.open("a.nix", "{ }\n")
	const invalidParams = -32602
	for _, params := range []object{
		{"command": "atproto-ls.nothing", "arguments": []any{s.uri("a.nix")}},
		{"command": setsCommand},
		{"command": setsCommand, "arguments": []any{1}},
		{"command": setsCommand, "arguments": []any{s.uri("a.nix"), s.uri("a.nix")}},
		{"command": setsCommand, "arguments": []any{s.uri("b.nix")}},
		{"command": setsCommand, "arguments": []any{"%zz"}},
	} {
		s.refused("workspace/executeCommand", params, invalidParams)
	}
	if answer, _ := s.call("workspace/executeCommand", object{"command": setsCommand, "arguments": []any{s.uri("a.nix")}}).(object); answer["report"] == nil {
		t.Errorf("got %v", answer)
	}
}
