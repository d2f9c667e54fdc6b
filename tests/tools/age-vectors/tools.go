//go:build tools

// The test vectors of the age format (https://c2sp.org/CCTV/age) are data in a Go module: go.mod
// pins their version and go.sum their content.
package agevectors

import _ "c2sp.org/CCTV/age"
