// Package server is the language server: LSP 3.18 in front of package analysis.
//
//	code := server.Serve(ctx, pipe, server.Options{Checks: checks.All, Log: log})
//
// Everything that can change is in one immutable [state], which one goroutine replaces ([store]): notifications hand it a
// function from the old state to the new one, calls get the state as it was when they arrived. A handler is one file named
// after its method, and fits one screen: take the view of a file, ask package analysis, convert, return. Positions become
// byte offsets, and back, in convert.go and nowhere else.
//
// Text is parsed when somebody asks: a burst of edits costs one parse. Diagnostics are pulled where the client can, else
// pushed; never both ([Server.pushing]).
//
// The package contains no analysis, reads no Nix file, and starts no program. Nothing is written to the disk, but for a
// client that opens only files and wants to see a module that ships.
package server
