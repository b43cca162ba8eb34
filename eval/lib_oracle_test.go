//go:build oracle

package eval_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// pool are arguments to call functions of lib with, of every kind that they take.
var pool = []string{
	"0", "1", "3", "(-2)", "2.5", "true", "false", "null", `""`, `"a"`, `"foo-1.2"`, `"a.b.c"`, `"x y'z"`, `"10"`, "/nix/store/x", "[ ]", "[ 1 2 3 ]",
	`[ "a" "b" "a" ]`, `[ [ 1 ] [ 2 3 ] ]`, "[ { name = \"a\"; value = 1; } ]", "{ }", "{ a = 1; }", "{ a = { b = 2; c = [ 1 ]; }; d = \"x\"; }", `[ { a = 1; } { a = 2; b = 3; } ]`,
	"(x: x)", "(x: y: x)", "(x: y: y)", "(x: true)", "(x: false)", "(a: b: a + b)", "(x: toString x)", "(n: v: n)", "(n: v: v)", "(x: [ x ])", "({ a ? 1, ... }: a)", "(a: b: a < b)",
}

// The functions of our lib come to what those of nixpkgs' lib come to, for calls made at random: the same value, or an error
// in both, or ours does not know. NIXPKGS_LIB names the checkout.
func TestLibAgainstNixpkgs(t *testing.T) {
	checkout := checkoutOfLib(t)
	loader := disk{map[string]*syntax.File{}}
	names := functionsOfLib(t, filepath.Join(checkout, "lib"))
	calls, unknown, differ := 0, 0, map[string]int{}
	for _, name := range names {
		random := rand.New(rand.NewPCG(7, uint64(len(name))<<8|uint64(name[0])))
		for range 25 {
			call := "lib." + name
			for range 1 + random.IntN(3) {
				call += " " + pool[random.IntN(len(pool))]
			}
			ours, theirs := libCall(loader, "", call), libCall(loader, filepath.Join(checkout, "lib"), call)
			calls++
			switch {
			case strings.Contains(ours, "unknown") || strings.Contains(theirs, "unknown") || strings.Contains(ours+theirs, "choice: "):
				unknown++
			case strings.Contains(theirs, "error: "), ours == theirs:
				// Arguments of the wrong type: ours may be laxer, where theirs checks what it does not need.
			default:
				if differ[name]++; differ[name] <= 1 {
					t.Errorf("%s\n  ours %.300s\ntheirs %.300s", call, ours, theirs)
				}
			}
		}
	}
	t.Logf("%d calls of %d functions, %d unknown, %d functions differ", calls, len(names), unknown, len(differ))
}

// Each attribute of nixpkgs' lib and of its topics is ours too, or is named in lib/names.txt, with the reason.
func TestLibHasAll(t *testing.T) {
	lacking, err := os.ReadFile("lib/names.txt")
	if err != nil {
		t.Fatal(err)
	}
	s := eval.New(eval.Options{Loader: disk{map[string]*syntax.File{}}, Strict: true})
	ours, theirs := s.Force(s.Lib()), s.Import(filepath.Join(checkoutOfLib(t), "lib"))
	check := func(prefix string, ours, theirs eval.Value) {
		for _, a := range theirs.Set().Attrs() {
			if !ours.Set().Has(a.Name) && !slices.Contains(strings.Fields(string(lacking)), prefix+a.Name) {
				t.Errorf("lib.%s%s is neither covered nor named", prefix, a.Name)
			}
		}
	}
	check("", ours, theirs)
	for _, a := range theirs.Set().Attrs() {
		if x, y := s.Force(s.Select(ours, a.Name)), s.Force(a.Value); x.IsSet() && y.IsSet() {
			check(a.Name+".", x, y)
		}
	}
}

// words are what a $word in a call stands for: one of these, which may have words in it. DIR is a folder with files.
var words = map[string][]string{
	"any":  pool,
	"path": {"DIR", "DIR/a", "DIR/a/b.nix", "DIR/c.txt", "DIR/a/d", "DIR/none", "/a/b", "/nix/store/01234567890123456789012345678901-x/y", `"DIR"`, "3"},
	"root": {"/.", "$path"},
	"here": {"DIR", "DIR/a", "DIR/a/b.nix", "DIR/c.txt", "DIR/a/d"},
	"sub":  {`"a"`, `"a/b"`, `"./a//b/."`, `"."`, `"./."`, `"a/./b/"`, `""`, `"/a"`, `"../a"`, `"a/.."`, `"..a"`, "1", "/a"},
	"int":  {"0", "1", "3", "(-7)", "300", "70000", "5000000000"},
	"bool": {"true", "false"},
	"text": {`""`, `"a"`, `"x'y\\"`, `"a\nb"`, `"<&>"`, `"$\"q"`, `"Foo-1.2.tar.gz"`},
	"gv": {"$int", "$bool", "$text", "2.5", "[ ]", "[ $bool $bool ]", "[ $text 1 ]", "{ a = 1; }", "null", "(x: x)", "(lib.gvariant.mkInt32 $int)", "(lib.gvariant.mkUint64 $int)",
		"(lib.gvariant.mkTuple [ $gv $gv ])", "(lib.gvariant.mkArray [ $gv $gv ])", "(lib.gvariant.mkJust $gv)", `(lib.gvariant.mkNothing "s")`, "(lib.gvariant.mkVariant $gv)",
		"(lib.gvariant.mkDictionaryEntry $gv $gv)", "(lib.gvariant.mkObjectpath $text)", `(lib.gvariant.mkEmptyArray "i")`, "(lib.gvariant.mkUchar $int)", "(lib.gvariant.mkMaybe \"i\" $gv)"},
	"fs": {"$here", "$here", "$path", "lib.fileset.empty", "(lib.fileset.union $fs $fs)", "(lib.fileset.intersection $fs $fs)", "(lib.fileset.difference $fs $fs)",
		"(lib.fileset.unions [ $fs $fs $fs ])", "(lib.fileset.maybeMissing $path)", "(lib.fileset.fileFilter (f: $keep) $path)", "(lib.fileset.fromSource $source)", "$any"},
	"keep":   {"true", "false", `f.hasExt "nix"`, `f.type == "regular"`, `f.name == "c.txt"`, "3"},
	"source": {"$path", "$here", "(lib.cleanSource $source)", `(lib.sourceByRegex $source [ "a" "a/.*" ])`, `(lib.sourceFilesBySuffices $source [ ".nix" ])`, `(lib.sources.sourceByGlobs DIR [ $glob $glob ])`},
	"glob":   {`"**"`, `"*.txt"`, `"a/**"`, `"a/*"`, `"**/*.nix"`, `"*/d/**"`, `"a"`, `""`},
	"plain":  {"1", "(-4)", "true", "2.5", "null", "$text", "[ ]", "[ $plain $plain ]", "{ }", "{ a = $plain; b = $plain; }", `{ "x y" = $plain; _module = 1; }`},
	"opts":   {"{ }", "{ a = $plain; verbose = $bool; X = $text; }", `{ data = $text; l = [ 1 "b" true null ]; }`, `{ "" = 1; }`, "{ n = null; f = 2.5; }"},
	"names":  {`[ "a" ]`, `[ "a" "b" ]`, `[ ]`, `[ "b" "a" "c" "a" ]`, `[ "d" ]`, `[ "none" ]`, `[ (lib.noDepEntry "t") "a" ]`},
	"deps":   {`{ a = lib.fullDepEntry "A" [ "b" ]; b = lib.noDepEntry "B"; c = lib.stringAfter [ "a" "b" ] "C"; d = lib.packEntry [ "c" "a" ]; }`, `{ a = lib.fullDepEntry "A" [ "b" ]; b = lib.fullDepEntry "B" [ "a" ]; c = "a"; d = 1; }`},
	"sys":    {`{ system = "x86_64-linux"; parsed = { kernel.name = "linux"; cpu.bits = 64; }; }`, `{ system = "aarch64-darwin"; isDarwin = true; parsed.kernel.name = "darwin"; }`, "{ }"},
	"plat":   {`"x86_64-linux"`, `"aarch64-darwin"`, `{ kernel.name = "linux"; }`, "{ isDarwin = true; }", "{ parsed.cpu.bits = 64; }", "{ }", "null"},
	"pkg":    {"{ }", "{ meta.platforms = [ $plat ]; }", "{ meta = { platforms = [ $plat $plat ]; badPlatforms = [ $plat ]; }; }", "{ meta.badPlatforms = [ $plat ]; }"},
	"drv": {`{ type = "derivation"; name = "n"; system = "s"; outputs = [ "out" "dev" ]; meta = { }; outPath = "/o"; drvPath = "/d"; outputName = "out"; out = { outPath = "/o"; drvPath = "/d"; }; dev = { outPath = "/p"; drvPath = "/d"; }; }`,
		`{ type = "derivation"; name = "n"; system = "s"; outputs = [ "out" ]; meta = { a = 1; }; outPath = "/o"; drvPath = "/d"; outputName = "out"; out = { outPath = "/o"; drvPath = "/d"; }; }`, "{ }"},
	"real": {`{ type = "derivation"; name = "n"; outPath = "/o"; }`, `{ type = "derivation"; pname = "p"; outPath = "/o"; bin.outPath = "/b"; bin.type = "derivation"; meta.name = "q"; }`},
	"ip":   {`"::"`, `"::1"`, `"2001:DB8::ff00:42:8329/64"`, `"1:2:3:4:5:6:7:8"`, `"1::"`, `"1:2:3:4:5:6:7::"`, `"::2:3:4:5:6:7:8"`, `"1::2::3"`, `"12345::"`, `"fe80::1/0"`, `"fe80::1/129"`, `"::/1/2"`, `"g::"`, `""`, `"a:b"`},
	"mac":  {`"66:75:63:6b:20:75"`, `"00-00-5E-00-53-FF"`, `"0200.5e00.53ff"`, `"00005e0053ff"`, `"00:00"`, `""`},
	"url":  {`"https://example.org/a/b.git"`, `"git@host:u/r.git/"`, `"x.tar.gz"`, `"DIR"`, "null", `"a"`, `"v1.2"`},
	"rev":  {`"0123456789abcdef"`, `"v1.2.3"`, `"refs/tags/rel-4.5"`, `"main"`, "null", `"4"`},
	"hash": {`{ hash = ""; a = 1; }`, `{ sha256 = "x"; }`, `{ sha512 = ""; }`, `{ hash = "a"; sha256 = "b"; }`, "{ b = 1; }", `{ outputHash = "x"; }`},
	"old":  {"{ }", "{ a = 1; buildInputs = [ 1 ]; }", "{ a = 2; b = 3; }", "{ buildInputs = [ 2 ]; passthru.x = 1; }", `{ preConfigure = "p"; meta.y = 2; }`, "{ passthru = { args.q = 1; z = 2; }; flags = [ \"f\" ]; }"},
	"list": {"[ ]", "[ 1 2 1 3 ]", `[ "a" "b" "a" ]`, "[ { outPath = \"/x\"; propagatedBuildInputs = [ { outPath = \"/y\"; } null ]; } { outPath = \"/x\"; } ]", "[ null 3 ]"},
	"mod":  {"{ }", "{ a = 1; imports = [ 1 ]; }", "{ config = { b = 1; }; meta = 3; }", "{ options.x = 1; freeformType = 2; }", "{ freeformType = 2; key = \"k\"; _file = /f; require = [ 2 ]; }", "{ config = { }; z = 1; }", "3"},
	"opt": {"{ }", "{ a = lib.mkOption { } // $decl; }", "{ a.b = lib.mkOption { visible = $vis; } // $decl; c = lib.mkOption { example = $plain; internal = $bool; } // $decl; }",
		"{ a = lib.mkOption { visible = $vis; defaultText = lib.literalMD $text; type = { description = $text; getSubOptions = loc: { s = lib.mkOption { type = lib.types.int; } // { loc = loc ++ [ \"s\" ]; declarations = [ ]; }; }; }; } // $decl; }"},
	"decl": {`{ loc = [ "a" "b c" ]; declarations = [ "f" lib.unknownModule ]; }`, `{ loc = [ "q" ]; declarations = [ "f" ]; type = lib.types.listOf lib.types.str; relatedPackages = $plain; }`, `{ loc = [ "<name>" "x" ]; declarations = [ ]; default = $plain; readOnly = $bool; type = lib.types.str; }`},
	"vis":  {"true", "false", `"shallow"`, `"transparent"`},
	"f":    {"(x: x)", "(a: b: a)", "(x: [ x ])", "(a: b: a // b)", "(x: { a = x; })"},
	"six":  {"{ buildBuild = 1; buildHost = 2; buildTarget = 3; hostHost = 4; hostTarget = 5; targetTarget = 6; }", "{ buildBuild = 1; }"},
}

// shaped are calls whose arguments are of the kinds that the function takes: at random few would be. What gives no value that
// can be printed is looked into.
var shaped = []string{
	"generators.toINI { } { a = $opts; b = { }; }", "generators.toINI { listsAsDuplicateKeys = true; } { \"x]\" = { l = [ 1 \"b\" true ]; }; }", "generators.toINIWithGlobalSection { } { globalSection = $opts; sections = { a = $opts; }; }",
	"generators.toGitINI { user.name = $text; a.\"b c\".d = $plain; e = { f = [ 1 $text ]; g = $bool; }; }", "generators.toKeyValue { indent = $text; listsAsDuplicateKeys = $bool; } $opts", "generators.toLua { } $plain", "generators.toLua { multiline = $bool; indent = $text; asBindings = $bool; } $plain",
	"generators.toLua { asBindings = true; } { a = $plain; b.c = $plain; }", "generators.toPretty { } $plain", "generators.toPretty { multiline = $bool; indent = $text; allowPrettyValues = $bool; } { a = $plain; f = $f; p = ./x; d = { type = \"derivation\"; name = \"n\"; }; __pretty = x: \"q\"; val = 1; }",
	"generators.toPretty { } (lib.generators.withRecursion { depthLimit = $int; throwOnDepthLimit = $bool; } $plain)", "generators.toYAML { } $plain", "generators.mkKeyValueDefault { } \"=\" $text $plain", "generators.mkValueStringDefault { } $plain",
	"strings.splitStringBy (p: c: c == \"a\") $bool $text", "toCamelCase $text", "toSentenceCase $text", "escapeXML $text", "escapeURL $text", "strings.escapeNixIdentifier $text", "strings.escapeNixString $text", "escapeShellArgs [ $text $text ]", "toShellVar \"a_b\" $plain", "toShellVars $opts",
	"fixedWidthString $int \"0\" $text", "fixedWidthNumber $int $int", "toInt $rev", "toIntBase10 \" 0012 \"", "toInt \"012\"", "trimWith { start = $bool; end = $bool; } \" a \"", "strings.normalizePath \"/a//b///c/\"", "strings.sanitizeDerivationName $text", "strings.sanitizeDerivationName $url",
	"getName $rev", "getVersion \"foo-1.2\"", "nameFromURL \"https://a/b.c.d\" \".\"", "cmakeOptionType \"bool\" \"A\" $text", "cmakeBool \"A\" $bool", "mesonOption \"a\" $text", "mesonEnable \"a\" $bool", "enableFeatureAs $bool \"x\" $text", "withFeature $bool \"y\"", "strings.levenshtein $text $url", "strings.levenshteinAtMost $int $text $text",
	"strings.commonPrefixLength $text $url", "strings.commonSuffixLength \"abc\" \"xbc\"", "concatMapAttrsStringSep \",\" (n: v: n + toString v) $opts", "concatImapStringsSep \",\" (i: v: toString i + v) [ $text $text ]", "makeSearchPathOutput \"dev\" \"lib\" [ $text { dev = \"/d\"; outPath = \"/o\"; } { outPath = \"/o\"; } ]", "makeBinPath [ $text null ]",
	"versions.pad $int $rev", "versions.majorMinor \"1.2.3\"", "versionAtLeast $rev $rev", "strings.replaceStrings [ \"a\" ] [ \"b\" ] $text", "isStorePath $path", "isValidPosixName $text", "strings.toUpper $text", "strings.charToInt \"a\"", "stringAsChars (c: c + c) $text", "strings.escapeRegex $text",
	"attrByPath $names 3 { a.b = 1; b.a.c = 2; }", "hasAttrByPath $names { a.b = 1; b.a.c = 2; }", "setAttrByPath $names 3", "getAttrFromPath $names { a.b = 1; b.a.c.a = 2; }", "updateManyAttrsByPath [ { path = [ \"a\" ]; update = old: { z = old; }; } { path = $names; update = old: [ old ]; } ] { a.b = 1; b.a.c.a = 2; d = 1; }",
	"attrsets.longestValidPathPrefix $names { a.b = 1; b.a.c = 2; }", "collect builtins.isInt { a = 1; b = { c = 2; d = \"x\"; }; }", "mapAttrsRecursive (p: v: lib.concatStringsSep \"-\" (p ++ [ (toString v) ])) { a.b = 1; c = $plain; }", "mapAttrsRecursiveCond (s: ! s ? x) (p: v: [ p v ]) { a = { x = 1; }; b.c = 2; }",
	"mapAttrsToListRecursive (p: v: [ p v ]) { a.b = 1; c = 2; }", "mapAttrsToListRecursiveCond (p: s: ! s ? x) (p: v: [ p v ]) { a = { x = 1; }; b.c = 2; }", "foldlAttrs (acc: n: v: acc ++ [ n v ]) [ ] $opts", "foldAttrs (x: acc: [ x ] ++ acc) [ ] [ $old $old $old ]", "concatMapAttrs (n: v: { ${n + \"x\"} = v; }) $opts",
	"recursiveUpdateUntil (p: l: r: p == [ \"a\" ]) { a.b = 1; c.d = 1; } { a.e = 2; c.f = $plain; }", "matchAttrs { a.b = 1; } { a = { b = $int; c = 2; }; }", "overrideExisting $old $old", "zipAttrsWith (n: vs: [ n vs ]) [ $old $opts ]", "zipAttrsWithNames $names (n: vs: vs) [ $old { a = 1; } ]", "cartesianProduct { a = [ 1 2 ]; b = $list; }", "mapCartesianProduct (x: x.a) { a = [ 1 2 ]; b = $list; }",
	"filterAttrsRecursive (n: v: v != null) { a = { b = null; c = 1; }; d = null; }", "getOutput \"dev\" $drv", "getFirstOutput [ \"x\" \"dev\" ] $drv", "chooseDevOutputs [ $drv ]", "toDerivation $path", "attrsets.unionOfDisjoint { a = 1; } $old", "showAttrPath $names", "mergeAttrsList [ $old $old $opts ]", "intersectAttrs $old $opts", "genAttrs' $names (n: { name = n + \"x\"; value = n; })",
	"toposort (a: b: a < b) $list", "toposort (a: b: lib.hasPrefix a b) [ \"/a/b\" \"/\" \"/a\" ]", "listDfs $bool (a: b: a < b) [ 3 1 2 1 ]", "naturalSort [ $text $text \"a10\" \"a9\" \"B1\" ]", "compareLists lib.compare [ 1 2 ] [ 1 $int ]", "sublist $int $int [ 1 2 3 ]", "takeEnd $int [ 1 2 3 ]", "dropEnd $int [ 1 2 3 ]", "lists.removePrefix [ 1 ] [ 1 2 ]", "lists.commonPrefix [ 1 2 ] [ 1 3 ]",
	"groupBy (x: toString x) [ 1 $int 1 ]", "groupBy' builtins.add 0 (x: toString x) [ 1 $int 1 ]", "replaceElemAt [ 1 2 3 ] $int 9", "imap1 (i: v: [ i v ]) $list", "ifilter0 (i: v: i != 1) $list", "findSingle (x: x == 1) 0 9 $list", "findFirst (x: x == 2) 0 [ 1 2 3 ]", "partition (x: x == 1) $list", "crossLists (a: b: [ a b ]) [ [ 1 2 ] $list ]", "intersectLists $list $list", "subtractLists $list $list", "mutuallyExclusive $list $list", "allUnique $list", "uniqueStrings $names", "zipListsWith (a: b: [ a b ]) $list $list", "concatAttrValues { a = [ 1 ]; b = $list; }", "sortOn (x: - x) [ 3 1 $int ]", "range $int 5", "replicate 3 $any",
	"toHexString $int", "toBaseDigits 16 $int", "fromHexString \"FF\"", "fromHexString $text", "bitXor $int $int", "mod $int 3", "splitByAndCompare builtins.isInt lib.compare (a: b: 0) $int $any", "setFunctionArgs ({ a }: a) { a = true; }", "functionArgs ({ a, b ? 1 }: a)", "mirrorFunctionArgs ({ a, b ? 1 }: a) (x: x)", "isFunction $any", "toFunction $any 3", "pipe $int [ (x: x + 1) toString ]", "checkListOfEnum \"m\" [ \"a\" ] $names $any", "throwIf $bool \"m\" $any", "warnIf $bool \"m\" $any", "importJSON $path",
	"composeManyExtensions [ (f: p: { a = p.x; }) (f: p: { b = p.a or 0; c = f.d; }) (f: p: { d = 4; }) ] { d = 5; } { x = 1; }", "fix (self: { a = self.b; b = $any; })", "(lib.makeExtensible (self: { a = 1; b = self.a; })).extend (f: p: { a = p.a + 1; }) ", "toExtension $old { z = 1; } { a = 5; }", "toExtension (f: p: { q = p; }) { z = 1; } { a = 5; }", "converge (x: if x > 10 then x else x * 2) 3",
	"makeOverridable ({ a ? 1, b ? 2 }: { c = a + b; }) { a = $int; }", "(lib.makeOverridable ({ a ? 1 }: { c = a; }) { }).override { a = 5; }", "callPackageWith { a = 1; b = 2; } ({ a, b, c ? 3 }: { r = [ a b c ]; }) { b = 7; }", "(lib.callPackagesWith { a = 1; } ({ a, d ? $int }: { x = { r = a; }; y = { r = d; }; }) { }).y.r", "extendDerivation $bool { p = 1; } $drv", "overrideExisting $old { a = 9; }",
	"showOption [ \"a\" \"b c\" \"<name>\" \"*\" ]", "showFiles [ \"f\" \"g\" ]", "options.showDefs [ { file = \"f\"; value = $plain; } { file = \"g\"; value = $any; } ]", "showOptionWithDefLocs { loc = [ \"a\" ]; files = [ \"f\" ]; }", "mergeDefaultOption [ \"l\" ] [ { file = \"f\"; value = $plain; } { file = \"g\"; value = $plain; } ]", "mergeEqualOption [ \"l\" ] [ { file = \"f\"; value = $plain; } { file = \"g\"; value = $plain; } ]", "mergeOneOption [ \"l\" ] [ { file = \"f\"; value = $plain; } ]", "scrubOptionValue { a = $drv; b = [ $plain ]; _args = 1; }", "options.renderOptionValue $plain", "literalExpression $any", "mkEnableOption $text", "mkPackageOption { a.b = 3; } [ \"a\" \"b\" ] { }", "mkPackageOption { a = 3; } \"a\" { nullable = $bool; example = $text; extraDescription = $text; }", "mkPackageOption { a = 3; } \"x\" { default = null; pkgsText = $text; }", "mkSinkUndeclaredOptions { }",
	"dischargeProperties (lib.mkIf $bool (lib.mkMerge [ $plain (lib.mkIf $bool 3) ]))", "pushDownProperties (lib.mkIf $bool (lib.mkMerge [ { a = 1; } (lib.mkForce { b = $plain; }) ]))", "filterOverrides [ { value = lib.mkForce 1; } { value = lib.mkDefault $plain; } { value = $plain; } ]", "sortProperties [ { value = lib.mkAfter 1; } { value = $plain; } { value = lib.mkBefore 2; } ]", "mkOrder $int $any", "mkAliasDefinitions { _type = \"option\"; isDefined = $bool; definitions = [ 1 ]; }", "mkDerivedConfig { value = $int; highestPrio = 9; } (x: x)", "modules.mapDefinitionValue (x: [ x ]) (lib.mkIf true (lib.mkMerge [ $plain ]))", "mkFixStrictness $any", "setDefaultModuleLocation \"f\" $mod",
	"asserts.assertEachOneOf \"n\" [ $int ] [ 0 1 3 ]", "asserts.checkAssertWarn [ { assertion = $bool; message = \"m\"; } ] [ ] 3", "assertOneOf \"n\" $int [ 0 1 ]", "getExe ($real // { meta.mainProgram = $text; pname = \"p\"; })", "getExe' $real \"x\"", "setPrio $int $pkg", "appendToName $text { name = \"a-1\"; }", "updateName (n: n + \"x\") { name = \"b\"; }", "mapDerivationAttrset (d: 1) { a = $drv; b = 2; }", "warnOnInstantiate \"w\" $drv", "fileContents $path", "filesystem.listFilesRecursive $path", "pathIsRegularFile $path", "pathType $path",
	"path.append $root $sub", "path.hasPrefix $root $root", "path.removePrefix $root $root", "path.splitRoot $root", "path.hasStorePathPrefix $root",
	"path.subpath.isValid $sub", "path.subpath.join [ $sub $sub ]", "path.subpath.components $sub", "path.subpath.normalise $sub",
	"const (toString (lib.gvariant.mkValue $gv)) 0", "gvariant.mkValue $gv", "gvariant.mkString $text", "gvariant.mkDouble 1.5", "gvariant.mkInt16 $int", "gvariant.mkUint16 $int", "gvariant.mkInt64 $int",
	"gvariant.type.arrayOf $text", "gvariant.type.tupleOf [ $text ]", "gvariant.type.dictionaryEntryOf \"s\" \"v\"", "gvariant.type.maybeOf \"i\"", "gvariant.intConstructors", "gvariant.isGVariant $gv",
	"generators.toDconfINI { } { a.b = $gv; }", "generators.toDconfINI { a.b = $gv; c = { }; }", "generators.mkDconfKeyValue $text $gv", "generators.toPlist { escape = $bool; } $plain", "generators.toDhall { } $plain",
	"cli.toCommandLineGNU { } $opts", "cli.toCommandLineGNU { explicitBool = $bool; isLong = _: $bool; } $opts", "cli.toCommandLineShellGNU { } $opts", "cli.toCommandLine (n: { option = n; sep = null; explicitBool = $bool; }) $opts",
	`cli.toCommandLineShell (n: { option = "-${n}"; sep = ":"; explicitBool = $bool; formatArg = builtins.toJSON; }) $opts`,
	"fileset.toList $fs", "fileset.toList (lib.fileset.difference $fs $fs)", "fileset.toList (lib.fileset.intersection $fs $fs)", "fileset.isFileset $fs", "fileset.traceVal $fs", "fileset.trace $fs 1", "fileset.toList (lib.fileset.gitTracked 3)",
	"attrNames $fs", "fileset.toList (lib.fileset.fromSource (lib.fileset.toSource { root = $path; fileset = $fs; }))", "fileset.toSource { root = $path; fileset = $fs; }", "fileset.union $any $any",
	"fileset.toList (lib.fileset.fromSource $source)", "cleanSourceWith { src = $source; name = $text; }", "canCleanSource $source", "sources.trace $source", "sources.urlToName $url", "sources.shortRev $rev", "revOrTag $rev $rev",
	"repoRevToName \"full\" $url $rev $text", "repoRevToName \"versioned\" $url $rev null", "repoRevToName $text 1 2 3", "cleanSourceFilter $text \"directory\"",
	"textClosureList $deps $names", "textClosureMap lib.id $deps $names", "meta.platformMatch $sys $plat", "meta.availableOn $sys $pkg", "meta.cpeFullVersionWithVendor $text $text", "addMetaAttrs $old $pkg",
	"network.ipv6.fromString $ip", "mkEUI64Suffix $mac", "fetchers.normalizeHash { } $hash", `fetchers.normalizeHash { required = $bool; hashTypes = [ "sha512" ]; } $hash`, "fetchers.proxyImpureEnvVars",
	"fetchers.withNormalizedHash { } ({ outputHash ? $any, outputHashAlgo ? null, ... }@a: a) $hash", "kernel.whenHelpers \"5.1\"", "kernel.freeform $any", "kernel.option $old", "kernel.module", "kernel.unset", "sourceTypes",
	"strings.escapeC [ \"a\" \"<\" ] $text", "addContextFrom $text $text", "lazyDerivation { derivation = $drv; }", "lazyDerivation { derivation = $drv; outputs = [ \"out\" \"dev\" ]; passthru.q = 1; meta = 3; }", "hydraJob $drv",
	"const (lib.debug.throwTestFailures { failures = $list; }) 0", "types.noCheckForDocsModule", "info $text 1", "filesystem.haskellPathsInDir $path", "filesystem.locateDominatingFile \".*[.]txt\" $path", "filesystem.resolveDefaultNix $path",
	"packagesFromDirectoryRecursive { directory = $path; callPackage = p: _: p; }", "packagesFromDirectoryRecursive { directory = $path; callPackage = p: _: p; newScope = s: p: _: [ p ]; }",
	"makeScopeWithSplicing (x: x.pkgsHostTarget) (s: f: a: f) { selfBuildBuild = 1; selfBuildHost = 2; selfBuildTarget = 3; selfHostHost = 4; selfTargetTarget = 5; } (_: { }) (_: { }) (self: { a = $any; })",
	"extendMkDerivation { constructDrv = f: f { }; extendDrvArgs = final: prev: prev // { z = 1; }; excludeDrvArgNames = [ \"a\" ]; } $old", "mapCrossIndex $f $six", "renameCrossIndexTo \"self\" $six",
	"renameCrossIndexFrom \"self\" (lib.renameCrossIndexTo \"self\" $six)", "makeScope (s: f: a: f) (self: { a = $any; callPackage = 3; })", "optionAttrSetToDocList $opt", "options.literalCode $text $text",
	"unifyModuleSyntax \"f\" \"k\" $mod", "applyModuleArgsIfFunction \"k\" $any { config._module.args.a = 7; }", "applyModuleArgsIfFunction \"k\" ({ a, b ? 1, ... }@args: args) { b = 2; config._module.args.a = $any; }",
	"(lib.extend (final: prev: { q = final.id $any; })).q", "maybeAttr \"a\" $any $old", "ifEnable $bool $any", "checkFlag $old \"f\"", "getValue $old [ [ \"v\" 1 ] [ \"w\" 2 ] ] \"w\"", "checkReqs $old [ [ \"v\" false ] ] [ [ \"f\" \"v\" ] [ \"q\" ] ]",
	"uniqList { inputList = $list; }", "uniqList { inputList = $list; acc = $list; }", "uniqListExt { inputList = $list; outputList = $list; }", "condConcat $text [ true \"x\" false \"y\" ] (x: x)",
	"lazyGenericClosure { startSet = [ { key = 1; } { key = 2; } ]; operator = x: if x.key < 4 then [ { key = x.key + 1; } ] else [ ]; }", "modifySumArgs (a: b: a) $old $old null", "innerClosePropagation [ ] $list", "closePropagation $list",
	"setAttrMerge \"a\" 5 $old $f", "mergeAttrsWithFunc (a: b: [ a b ]) $old $old", "mergeAttrsConcatenateValues $old $old", "mergeAttrsNoOverride { } $old $old", "mergeAttrByFunc $old $old", "mergeAttrsByFuncDefaultsClean [ $old $old $old ]",
	"foldArgs lib.mergeAttrs (a: a) $old $old", "defaultMerge $old $old", "nixType $any", "nvs \"a\" $any", "mergeAttrBy", "imap (i: v: [ i v ]) $list", "debug.runTests { testA = { expr = $any; expected = $any; }; }",
}

// TestShapedLibCalls is TestLibAgainstNixpkgs for arguments of the right kinds, where an error must be an error too.
func TestShapedLibCalls(t *testing.T) {
	checkout := checkoutOfLib(t)
	dir := t.TempDir()
	for _, name := range []string{"a/b.nix", "a/d/e.txt", "a/d/f.nix", "c.txt", "g.cabal", "h/package.nix", "h/h.cabal"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	loader := disk{map[string]*syntax.File{}}
	random := rand.New(rand.NewPCG(7, 7))
	calls, unknown, texts := 0, 0, 0
	for _, template := range shaped {
		differ := 0
		for range 25 {
			call := strings.ReplaceAll(filled(random, "lib."+template, 0), "DIR", dir)
			if strings.HasPrefix(template, "(") {
				call = strings.TrimPrefix(call, "lib.")
			}
			ours, theirs := libCall(loader, "", call), libCall(loader, filepath.Join(checkout, "lib"), call)
			calls++
			failed := func(verdict string) bool { return strings.HasPrefix(verdict, "error: ") }
			switch {
			case strings.Contains(ours, "unknown") || strings.Contains(theirs, "unknown"):
				unknown++
				if strings.Contains(ours, "is not covered") {
					t.Errorf("%s\n  ours %.300s", call, ours)
				}
			case failed(ours) && failed(theirs) && ours != theirs:
				texts++
				catch := "builtins.tryEval (builtins.deepSeq (" + call + ") 1)"
				if a, b := libCall(loader, "", catch), libCall(loader, filepath.Join(checkout, "lib"), catch); failed(a) != failed(b) {
					t.Errorf("%s\n  ours %.300s\ntheirs %.300s", catch, a, b)
				}
				if os.Getenv("TEXTS") != "" {
					t.Logf("%s\n  ours %.300s\ntheirs %.300s", call, ours, theirs)
				}
			case ours != theirs:
				if differ++; differ <= 2 {
					t.Errorf("%s\n  ours %.600s\ntheirs %.600s", call, ours, theirs)
				}
			}
		}
	}
	t.Logf("%d calls, %d unknown, %d errors in other words", calls, unknown, texts)
}

// filled is text with something in the place of each $word, simple things where it is deep already.
func filled(random *rand.Rand, text string, depth int) string {
	return word.ReplaceAllStringFunc(text, func(w string) string {
		from := words[w[1:]]
		if depth > 3 {
			from = from[:1]
		}
		return filled(random, from[random.IntN(len(from))], depth+1)
	})
}

var word = regexp.MustCompile(`\$[a-z]+`)

func checkoutOfLib(t *testing.T) string {
	checkout := os.Getenv("NIXPKGS_LIB")
	if checkout == "" {
		t.Fatal("NIXPKGS_LIB names no checkout")
	}
	return checkout
}

func libCall(loader eval.Loader, checkout, call string) string {
	o := eval.Options{Loader: loader, Strict: true, Fuel: 2_000_000}
	if checkout != "" {
		o.Lib = func(s *eval.Session) eval.Value { return s.Import(checkout) }
	}
	s := eval.New(o)
	return functions.Replace(verdict(s, s.Apply(s.Eval(syntax.Parse("lib: "+call), "", "/"), s.Lib())))
}

// functions makes all functions one: which are builtins is no part of what lib promises.
var functions = strings.NewReplacer("<PRIMOP-APP>", "<LAMBDA>", "<PRIMOP>", "<LAMBDA>")

// functionsOfLib are the functions of both libs by their paths, those of the module system left out.
func functionsOfLib(t *testing.T, checkout string) (names []string) {
	t.Helper()
	s := eval.New(eval.Options{})
	real := eval.New(eval.Options{Loader: disk{map[string]*syntax.File{}}, Strict: true})
	theirs := real.Import(checkout)
	seen := map[string]bool{}
	var walk func(prefix string, v eval.Value, depth int)
	walk = func(prefix string, v eval.Value, depth int) {
		for _, a := range v.Set().Attrs() {
			value := s.Force(a.Value)
			switch {
			case value.Kind() == eval.FunctionKind:
				path := strings.Split(prefix+a.Name, ".")
				if seen[a.Name] || real.Lookup(theirs, path...).Kind() != eval.FunctionKind {
					continue
				}
				seen[a.Name] = prefix == ""
				names = append(names, prefix+eval.QuoteName(a.Name))
			case value.IsSet() && depth == 0 && a.Name != "types" && a.Name != "modules":
				walk(fmt.Sprintf("%s%s.", prefix, a.Name), value, 1)
			}
		}
	}
	walk("", s.Force(s.Lib()), 0)
	if len(names) == 0 {
		t.Fatal("our lib has no functions")
	}
	return names
}
