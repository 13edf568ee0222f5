// Package prompt asks the user, on a terminal only. It is the one place that
// knows the library which draws the questions.
package prompt

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/terminal"
	"golang.org/x/term"
)

// ErrInterrupted is returned when the user leaves a question with Ctrl-C.
var ErrInterrupted = errors.New("interrupted; nothing was changed")

// Prompter asks questions.
type Prompter interface {
	// Input asks for a line of text that check accepts.
	Input(question, help, preset string, check func(string) error) (string, error)
	// Select asks for one of several options and returns its index. It can be
	// chosen with the arrow keys or by how it begins.
	Select(question string, options []string) (int, error)
}

// New returns a Prompter for the streams, or nil where they are no terminal:
// then nothing is ever asked.
func New(in io.Reader, out io.Writer) Prompter {
	i, ok := in.(*os.File)
	if !ok || !term.IsTerminal(int(i.Fd())) {
		return nil
	}
	o, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(o.Fd())) {
		return nil
	}
	return &surveyPrompter{stdio: survey.WithStdio(i, o, o)}
}

type surveyPrompter struct{ stdio survey.AskOpt }

func (p *surveyPrompter) Input(question, help, preset string, check func(string) error) (string, error) {
	var answer string
	err := survey.AskOne(&survey.Input{Message: question, Help: help, Default: preset}, &answer, p.stdio,
		survey.WithValidator(func(v any) error {
			text, ok := v.(string)
			if !ok {
				return fmt.Errorf("unexpected answer %v", v)
			}
			return check(text)
		}))
	return answer, interrupted(err)
}

func (p *surveyPrompter) Select(question string, options []string) (int, error) {
	var answer int
	err := survey.AskOne(&survey.Select{Message: question, Options: options, Filter: begins}, &answer, p.stdio)
	return answer, interrupted(err)
}

// begins keeps the options that begin with what was typed.
func begins(typed, option string, _ int) bool {
	return strings.HasPrefix(strings.ToLower(option), strings.ToLower(typed))
}

func interrupted(err error) error {
	if errors.Is(err, terminal.InterruptErr) {
		return ErrInterrupted
	}
	return err
}
