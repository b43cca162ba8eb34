module atproto-ls

go 1.26

require github.com/orivej/go-nix v0.0.0-20180830055821-dae45d921a44 // indirect
