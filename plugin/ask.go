package plugin

import (
	"fmt"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/plugin/prompt"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
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

// Answers to a conflict, in the order they are offered.
const (
	answerYours = iota
	answerTemplate
	answerLeave
	answerQuit
)

// askConflicts asks how to settle each conflict of a plan. Quitting changes
// nothing.
func (a *app) askConflicts(p *plan.Plan) ([]plan.Resolution, error) {
	var out []plan.Resolution
	for i := range p.Actions {
		act := &p.Actions[i]
		for _, c := range act.Conflicts {
			fmt.Fprintf(a.streams.ErrOut, "\n%s, %s\n%s%s%s", act.Path, c.Field,
				side("base", c.Base), side("yours", c.Yours), side("template", c.Template))
			answer, err := a.prompter.Select("Take", []string{
				answerYours: "yours", answerTemplate: "template",
				answerLeave: "leave it marked, to settle in an editor", answerQuit: "quit, changing nothing",
			})
			if err != nil {
				return nil, err
			}
			r := plan.Resolution{Glob: plan.QuoteGlob(act.Path), Field: c.Field}
			switch answer {
			case answerYours:
				r.Side = merge.TakeYours
			case answerTemplate:
				r.Side = merge.TakeTemplate
			case answerQuit:
				return nil, prompt.ErrInterrupted
			default:
				continue
			}
			out = append(out, r)
		}
	}
	return out, nil
}

// side shows one version of a conflict, cut after a screenful.
func side(name, text string) string {
	const most = 12
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if text == "" {
		lines = []string{"(nothing)"}
	}
	if len(lines) > most {
		rest := len(lines) - most
		lines = append(lines[:most], fmt.Sprintf("(%d more lines)", rest))
	}
	return fmt.Sprintf("  %s:\n    %s\n", name, strings.Join(lines, "\n    "))
}
