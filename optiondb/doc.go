// Package optiondb knows which options exist and what they mean.
//
// It reads NixOS modules through package eval: what they declare becomes an [Option] in a [Surface], what they define
// becomes [Definition]s. The option sets that ship with the program are such modules too (optiondb/bundled). As several
// sets, and several generations of each, declare the same service, a [Database] keeps them all, and [Database.View]
// says for one configuration which of them may be in force; a finding counts only if it holds under every one.
//
//	db := optiondb.Bundled()
//	view := db.View(optiondb.Evidence{Defined: []optiondb.Path{{"services", "bluesky-pds", "settings", "PDS_PORT"}}})
//	for _, s := range view.Surfaces("services.bluesky-pds") {
//		fmt.Println(s.Set, s.Option(optiondb.ParsePath("services.bluesky-pds.enable")).Type)
//	}
//
// It does not know editors, checks or where files come from: files are read by the Loader that its caller gives.
package optiondb
