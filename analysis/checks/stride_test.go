//go:build !race

package checks_test

// stride is how many bytes on a text ends next, in [TestTextsThatEndAnywhere].
const stride = 1
