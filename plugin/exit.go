package plugin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/plugin/prompt"
	"github.com/kubectl-svc/kubectl-svc/scaffold/printable"
)

// Exit codes of every command but diff, whose codes are kubectl diff's.
const (
	exitDone      = 0 // done
	exitError     = 1 // an error, said in one line on standard error
	exitGates     = 2 // required gates are not met; nothing was written
	exitConflicts = 3 // conflicts are left, marked in the files; the service stays at its stage
)

// codedError carries an exit code other than 1. An empty message prints
// nothing: the command has said it already.
type codedError struct {
	code    int
	message string
}

func (e *codedError) Error() string { return e.message }

// usageError is a mistake in the command line; it points to the help.
type usageError struct {
	err     error
	command string
	code    int
}

func (e *usageError) Error() string {
	return fmt.Sprintf("%v; see '%s --help'", e.err, e.command)
}

func (e *usageError) Unwrap() error { return e.err }

// usage makes a usage error of a command.
func usage(cmd *cobra.Command, format string, args ...any) error {
	return asUsage(cmd, fmt.Errorf(format, args...))
}

// asUsage makes a usage error of any error; one that is one already stays.
func asUsage(cmd *cobra.Command, err error) error {
	var already *usageError
	if errors.As(err, &already) {
		return err
	}
	code := exitError
	if cmd.Name() == "diff" {
		code = diffTrouble // 1 means that there is a difference
	}
	return &usageError{err: err, command: cmd.CommandPath(), code: code}
}

// mostError is how long an error may be: it quotes what others wrote.
const mostError = 4000

// report prints an error as one line and returns the exit code.
func (a *app) report(err error) int {
	if err == nil {
		return exitDone
	}
	code := exitError
	var mistaken *usageError
	if errors.As(err, &mistaken) {
		code = mistaken.code
	}
	var coded *codedError
	if errors.As(err, &coded) {
		code = coded.code
		if coded.message == "" {
			return code
		}
	}
	if errors.Is(err, context.Canceled) {
		err = prompt.ErrInterrupted // it is asked for only before anything is written
	}
	line := printable.Line(strings.ReplaceAll(err.Error(), "\n", "; "), mostError)
	fmt.Fprintf(a.streams.ErrOut, "error: %s\n", line)
	return code
}
