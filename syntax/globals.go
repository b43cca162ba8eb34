package syntax

import "strings"

// undefined reports that nothing defines name, which n is, with the name that was most likely meant.
func (v *validator) undefined(n Node, name string) {
	message, near := "`"+name+"` is not defined: nothing in scope has this name", ""
	if len(v.errors) < suggestions {
		near = v.nearest(name)
	}
	if near == "" {
		v.report(UndefinedVariable, n, message, Related{})
		return
	}
	v.report(UndefinedVariable, n, message+"; did you mean `"+near+"`?", Related{})
	v.errors[len(v.errors)-1].Fix = fixReplace("use `"+near+"`", n.Start(), n.End(), near)
}

// suggestions is how many of the first errors of a file get a name that may be meant: looking for it costs time.
const suggestions = 50

// nearest is the name in sight that is one edit away from name, "" when there is none or more than one.
func (v *validator) nearest(name string) string {
	found := ""
	for n, scopes := range v.names {
		if scopes > 0 && oneEdit(name, n) {
			if found != "" {
				return ""
			}
			found = n
		}
	}
	return found
}

// oneEdit reports whether a becomes b by inserting, removing, replacing or swapping one character.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || len(b) < 3 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) {
		return false
	}
	swapped := i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	return swapped || a[i+1:] == b[i+1:]
}

// globals are the names that Nix 2.26 defines without any import: the global functions and constants, and the builtins
// under their names with two leading underscores.
var globals = func() map[string]bool {
	names := map[string]bool{}
	for name := range strings.FieldsSeq(globalNames) {
		names[name] = true
	}
	for name := range strings.FieldsSeq(underscored) {
		names["__"+name] = true
	}
	return names
}()

const globalNames = `abort baseNameOf break builtins derivation derivationStrict dirOf false fetchGit fetchMercurial
fetchTarball fetchTree fromTOML import isNull map null placeholder removeAttrs scopedImport throw toString true __curPos`

// underscored are the builtins that are global under two underscores; those of flakes and other experimental features
// included.
const underscored = `add addDrvOutputDependencies addErrorContext all any appendContext attrNames attrValues bitAnd bitOr
bitXor catAttrs ceil compareVersions concatLists concatMap concatStringsSep convertHash currentSystem currentTime
deepSeq div elem elemAt fetchClosure fetchurl filter filterSource findFile flakeRefToString floor foldl'
fromJSON functionArgs genList genericClosure getAttr getContext getEnv getFlake groupBy hasAttr hasContext hashFile
hashString head intersectAttrs isAttrs isBool isFloat isFunction isInt isList isPath isString langVersion length lessThan
listToAttrs mapAttrs match mul nixPath nixVersion outputOf parseDrvName parseFlakeRef partition path pathExists readDir
readFile readFileType replaceStrings seq sort split splitVersion storeDir storePath stringLength sub substring tail toFile
toJSON toPath toXML trace traceVerbose tryEval typeOf unsafeDiscardOutputDependency unsafeDiscardStringContext
unsafeGetAttrPos warn zipAttrsWith`
