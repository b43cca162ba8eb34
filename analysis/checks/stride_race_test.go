//go:build race

package checks_test

// stride is how many bytes on a text ends next, in [TestTextsThatEndAnywhere]: the race detector makes each five times as dear, and
// what it looks for does not depend on where a text ends.
const stride = 7
