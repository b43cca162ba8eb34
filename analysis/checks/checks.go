// Package checks holds every check of atproto-ls, one file each, named after the check.
//
// To add one: write NAME.go with its [analysis.Check] value, testdata/checks/NAME.txt with its cases, and its line in
// [All]. The documentation in docs/checks is generated: go test ./cmd/atproto-ls -update.
//
// A check imports analysis and what lies left of it; it knows no other check. It reads top to bottom as early returns,
// each with its reason, and then one Report that carries its fix.
package checks

import "atproto-ls/analysis"

// All are the checks, by code. The slice and its checks must not be changed.
var All = []*analysis.Check{
	syntaxError,
	duplicateAttribute,
	undefinedVariable,
	swallowedBinding,
	missingImport,
	unknownOption,
	typeMismatch,
	missingRequired,
	readOnlyOption,
	conflictingDefinitions,
	renamedOption,
	failedAssertion,
	moduleWarning,
	noEffect,
	nearMissKey,
	missingDatabase,
	databaseURLMismatch,
	missingRedis,
	redisURLScheme,
	missingReverseProxy,
	missingServerName,
	missingAcme,
	missingPrometheus,
	missingDataSource,
	missingBackupTarget,
	missingHardening,
	portConflict,
	duplicateServerName,
	plainTextSecret,
	unprotectedEndpoint,
	unorderedUnit,
	missingSecrets,
	misnamedVariable,
	unwritableDataDirectory,
	websocketsNotProxied,
	proxyPortMismatch,
	valueForm,
	placeholderOutsideTemplate,
	uploadLimit,
	incompleteProxy,
	unknownUnit,
	optionWithoutDescription,
	optionWithoutType,
	defaultMismatch,
	nestedList,
	updateDropsDefinitions,
	undeclaredRead,
	autoEnableWithoutDefault,
	unreadOption,
	assertionWithoutMessage,
	unusedSuppression,
	unknownSuppression,
}
