package scaffold

import (
	"runtime"
	"strings"
)

// CommandLine is a command on the service in a folder, as it can be typed: the
// folder is named unless it is the current one.
func CommandLine(command, dir string) string {
	line := "kubectl svc " + command
	switch {
	case dir == "." || dir == "":
		return line
	case strings.HasPrefix(command, CommandNew+" "):
		return line + " --dir " + ShellQuote(dir)
	}
	return line + " " + ShellQuote(dir)
}

// ShellQuote quotes a word where a shell would not take it as it is: a POSIX
// shell, or those of Windows there.
func ShellQuote(word string) string { return quoteFor(runtime.GOOS, word) }

func quoteFor(system, word string) string {
	signs, quote, escaped := "-_./:=,@%+", "'", `'\''`
	if system == "windows" {
		signs, quote, escaped = `-_./:=,@+\`, `"`, `\"` // cmd replaces %NAME%
	}
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(signs, r)
	}
	if word != "" && strings.TrimFunc(word, plain) == "" {
		return word
	}
	return quote + strings.ReplaceAll(word, quote, escaped) + quote
}
