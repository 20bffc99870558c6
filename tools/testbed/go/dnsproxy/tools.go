//go:build tools

// Keeps the command that is built from here in go.mod; nothing compiles this file.
package tools

import _ "github.com/AdguardTeam/dnsproxy"
