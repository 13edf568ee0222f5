package plugin

import (
	"errors"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/plugin/prompt"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
)

// answer is one that a conflict can be given. Each begins with another letter,
// which is enough to choose it.
type answer struct {
	text string
	take merge.Choice
	quit bool
}

// answersTo are the answers a conflict can have.
func answersTo(c merge.Conflict) []answer {
	all := []answer{{text: "yours", take: merge.TakeYours}, {text: "template", take: merge.TakeTemplate}}
	if c.Both {
		all = append(all, answer{text: "both: yours, then the template's", take: merge.TakeBoth})
	}
	return append(all, answer{text: "leave it marked, to settle in an editor"}, answer{text: "quit, changing nothing", quit: true})
}

// settle asks about a proposal's conflicts, where there is a terminal, and
// proposes again with the answers.
func (a *app) settle(p *scaffold.Proposal, again func([]plan.Resolution) (*scaffold.Proposal, error)) (*scaffold.Proposal, error) {
	if a.prompter == nil || p.Plan.Conflicts() == 0 {
		return p, nil
	}
	answers, err := a.askConflicts(p.Plan)
	if err != nil || len(answers) == 0 {
		return p, err
	}
	return again(answers)
}

// askConflicts asks how to settle each conflict of a plan. Quitting changes
// nothing.
func (a *app) askConflicts(p *plan.Plan) ([]plan.Resolution, error) {
	var out []plan.Resolution
	number, total := 0, p.Conflicts()
	for i := range p.Actions {
		act := &p.Actions[i]
		for _, c := range act.Conflicts {
			number++
			print.Conflict(a.streams.ErrOut, act, c, number, total)
			choice, err := a.askConflict(c)
			if err != nil {
				return nil, err
			}
			if choice != merge.Leave {
				out = append(out, plan.Resolution{Side: choice, Glob: plan.QuoteGlob(act.Path), Field: c.Field})
			}
		}
	}
	return out, nil
}

func (a *app) askConflict(c merge.Conflict) (merge.Choice, error) {
	answers := answersTo(c)
	options := make([]string, len(answers))
	for i := range answers {
		options[i] = answers[i].text
	}
	i, err := a.prompter.Select("Take", options)
	switch {
	case err != nil:
		return merge.Leave, err
	case i < 0 || i >= len(answers):
		return merge.Leave, errors.New("there is no such answer")
	case answers[i].quit:
		return merge.Leave, prompt.ErrInterrupted
	}
	return answers[i].take, nil
}
