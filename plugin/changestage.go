package plugin

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
)

// changeStage is what promote and demote run.
func (a *app) changeStage(cmd *cobra.Command, args []string, flags *mergeFlags, command, to string) error {
	if err := flags.validate(cmd); err != nil {
		return err
	}
	if to != "" && (flags.cont || flags.abort) {
		return usage(cmd, "--to does not go with --continue or --abort")
	}
	req, err := flags.request(command)
	if err != nil {
		return err
	}
	req.To = to
	t := &transition{app: a, dir: dirArg(args), flags: flags, req: req}
	return a.atTop(t.run(cmd.Context()), flags)
}

// atTop turns "there is nothing to promote to" into a message: it is no error.
func (a *app) atTop(err error, flags *mergeFlags) error {
	var top *scaffold.TopError
	if !errors.As(err, &top) {
		return err
	}
	nothing := &plan.Plan{Stage: plan.Stages{From: top.Stage, To: top.Stage}, Actions: []plan.Action{}, Warnings: []string{}}
	if done, err := flags.output.plan(a, nothing, top.Name); done {
		return err
	}
	_, err = fmt.Fprintf(a.streams.Out, "%s.\n", top.Error())
	return err
}
