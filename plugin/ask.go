package plugin

import (
	"fmt"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

// askMissing runs f, and on a terminal asks for the parameters f finds missing
// and runs it again with them.
func (a *app) askMissing(set *[]string, f func() error) error {
	err := f()
	missing, ok := scaffold.IsMissing(err)
	if !ok || a.prompter == nil {
		return err
	}
	for _, p := range missing.Parameters {
		question := p.Prompt
		if question == "" {
			question = p.Name
		}
		answer, err := a.prompter.Input(question, p.Description, "", func(text string) error {
			if text == "" {
				return fmt.Errorf("stage %s needs a value", missing.Stage)
			}
			_, err := p.ParseValue(text)
			return err
		})
		if err != nil {
			return err
		}
		*set = append(*set, p.Name+"="+answer)
	}
	return f()
}
