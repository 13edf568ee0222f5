package plugin

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
)

// formatJUnit is check's output for CI systems.
const formatJUnit = "junit"

func newCheckCommand(a *app) *cobra.Command {
	var output outputFlag
	var gates gateFlags
	var stage string
	cmd := &cobra.Command{
		Use:     "check [DIR]",
		GroupID: groupLook,
		Short:   "Judge a service by the gates of its stage, or of a later one",
		Long: `Judge a service by the gates that hold its stage, or with --for by those that a
later stage asks of it on the way. Each verdict comes with what was seen and the
command that repairs it.

Gates on the running service ask the cluster about one environment, --env, and
Prometheus, --prometheus. Where they cannot be asked the verdict is unknown,
which is no pass; with --offline such gates are skipped.

Exit code 0: every required gate is met, 2: one is not, 1: an error.`,
		Example: `  # Does it still deserve its stage?
  kubectl svc check

  # What is missing for the next one?
  kubectl svc check --for critical

  # What runs in production, with its metrics
  kubectl svc check --env production --prometheus service:monitoring/prometheus-operated:9090

  # In CI, without a cluster
  kubectl svc check --offline -o junit > gates.xml`,
		Args: maxDirArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := output.validate(cmd); err != nil {
				return err
			}
			if err := gates.validate(cmd); err != nil {
				return err
			}
			svc, err := a.open(cmd.Context(), dirArg(args))
			if err != nil {
				return err
			}
			defer svc.Close()
			judging := gates.judging()
			if err := a.watch(svc, &gates.running, &judging); err != nil {
				return err
			}
			report, err := svc.Check(cmd.Context(), scaffold.CheckRequest{For: stage, Judging: judging})
			if err != nil {
				return err
			}
			if err := svc.Prove(cmd.Context(), report, judging.Environment); err != nil {
				return err
			}
			if err := a.showReport(&output, report); err != nil {
				return err
			}
			return gatesNotMet(report)
		},
	}
	output.add(cmd, "json", "yaml", formatJUnit)
	gates.addOffline(cmd)
	gates.running.add(cmd)
	cmd.Flags().StringVar(&stage, "for", "", "Stage to be judged for (default: the one the service is at)")
	completeFromPack(cmd, "for", stageNames)
	return cmd
}

func (a *app) showReport(output *outputFlag, report *gate.Report) error {
	if output.format == formatJUnit {
		return print.JUnit(a.streams.Out, report)
	}
	if done, err := output.structured(a, report, report.Service); done {
		return err
	}
	print.Check(a.streams.Out, report)
	return nil
}

// gatesNotMet is the error of a report with gates that block.
func gatesNotMet(report *gate.Report) error {
	n := len(report.Blocking())
	if n == 0 {
		return nil
	}
	return &codedError{code: exitGates, message: fmt.Sprintf("%s of %s not met", print.Count(n, "required gate"), report.For)}
}
