package optiondb_test

import (
	"testing"

	"atproto-ls/optiondb"
)

func TestRepositoryOf(t *testing.T) {
	for text, want := range map[string]optiondb.Repository{
		"github:NixOS/nixpkgs/nixos-25.11":                               {Host: "github.com", Owner: "NixOS", Repo: "nixpkgs"},
		"github:NixOS/nixpkgs?ref=x&dir=lib":                             {Host: "github.com", Owner: "NixOS", Repo: "nixpkgs"},
		"sourcehut:~somebody/thing":                                      {Host: "git.sr.ht", Owner: "~somebody", Repo: "thing"},
		"git+https://tangled.org/tangled.org/core.git":                   {Host: "tangled.org", Owner: "tangled.org", Repo: "core"},
		"git+ssh://git@codeberg.org/somebody/thing?ref=main":             {Host: "codeberg.org", Owner: "somebody", Repo: "thing"},
		"https://github.com/somebody/thing/archive/main.tar.gz":          {Host: "github.com", Owner: "somebody", Repo: "thing"},
		"https://gitlab.com/somebody/thing/-/archive/v1/thing-v1.tar.gz": {Host: "gitlab.com", Owner: "somebody", Repo: "thing"},
		"https://flakehub.com/f/NixOS/nixpkgs/0.1":                       {Host: "flakehub.com", Owner: "NixOS", Repo: "nixpkgs"},
		"https://flakehub.com/f/NixOS/nixpkgs/*.tar.gz":                  {Host: "flakehub.com", Owner: "NixOS", Repo: "nixpkgs"},
		"https://api.flakehub.com/f/pinned/NixOS/nixpkgs/0.1/x.tar.gz":   {Host: "api.flakehub.com", Owner: "NixOS", Repo: "nixpkgs"},
		"nixpkgs":                        {Repo: "nixpkgs"},
		"nixpkgs/nixos-25.11":            {Repo: "nixpkgs"},
		"flake:nixpkgs":                  {Repo: "nixpkgs"},
		"path:./modules/thing":           {Repo: "thing"},
		"./thing":                        {Repo: "thing"},
		"git+file:///home/me/thing":      {Repo: "thing"},
		"https://channels.nixos.org/x":   {Host: "channels.nixos.org"},
		"git@github.com:somebody/things": {},
		"":                               {},
	} {
		if got := optiondb.RepositoryOf(text); got != want {
			t.Errorf("%s: got %+v, want %+v", text, got, want)
		}
	}
}
