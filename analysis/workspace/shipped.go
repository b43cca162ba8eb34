package workspace

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"atproto-ls/optiondb/bundled"
)

// shippedSettings are those of the folder that [WriteShipped] writes: what is in it is to be read, not to be judged.
const shippedSettings = "[check]\nignore = [\"ATP\"]\n"

// WriteShipped writes the modules that ship with the program below the folder cache, read-only, for editors that can open
// nothing but files, and gives their folder. It has a name of its own for each content, so that what is there already is
// what it should be, and it appears whole.
func WriteShipped(cache string) (folder string, err error) {
	hash := sha256.New()
	texts := map[string][]byte{SettingsFile: []byte(shippedSettings)}
	err = fs.WalkDir(bundled.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := bundled.Files.ReadFile(name)
		texts[name] = text
		fmt.Fprintf(hash, "%s %d\n%s", name, len(text), text)
		return err
	})
	if err != nil {
		panic(err) // they are a part of the program
	}
	folder = filepath.Join(cache, "atproto-ls", "shipped-"+hex.EncodeToString(hash.Sum(nil)[:6]))
	if _, err := os.Stat(folder); err == nil {
		return folder, nil
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return "", err
	}
	part, err := os.MkdirTemp(filepath.Dir(folder), ".shipped-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(part)
	for name, text := range texts {
		name = filepath.Join(part, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return "", err
		}
		if err := os.WriteFile(name, text, 0o444); err != nil {
			return "", err
		}
	}
	if err := os.Rename(part, folder); err != nil {
		if _, there := os.Stat(folder); there != nil { // else another process was quicker
			return "", err
		}
	}
	return folder, nil
}
