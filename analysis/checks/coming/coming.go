// Package coming holds the checks of options and between services that are not run yet: they wait for `lib.types` in
// package eval and for their cases in testdata/checks, and move to package checks with them.
package coming

import "atproto-ls/analysis"

// All are the checks, by code.
var All = []*analysis.Check{
	unknownOption, typeMismatch, missingRequired, renamedOption, nearMissKey, missingDatabase, databaseURLMismatch, missingRedis,
	redisURLScheme, missingReverseProxy, missingServerName, missingAcme, missingPrometheus, missingDataSource,
	missingBackupTarget, missingHardening, portConflict, duplicateServerName, plainTextSecret, unprotectedEndpoint, unorderedUnit,
}
