package analysis

import "strings"

// sealedStarts begin the texts of files that were encrypted under their own names: by git-crypt, age, GnuPG, Ansible, transcrypt.
var sealedStarts = []string{"\x00GITCRYPT\x00", "age-encryption.org/", "-----BEGIN AGE ENCRYPTED FILE-----", "-----BEGIN PGP MESSAGE-----",
	"$ANSIBLE_VAULT;", "U2FsdGVkX1"}

// isSealed reports whether a text is the encrypted form of another one, which whoever evaluates the configuration has. sops
// writes JSON.
func isSealed(text string) bool {
	for _, start := range sealedStarts {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	return strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{") && strings.Contains(text, `ENC[AES256_GCM,`) && strings.Contains(text, `"sops":`)
}
