package plugin

import (
	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

// gateFlags say how gates are judged.
type gateFlags struct {
	offline bool
	waive   []string
	until   string
}

func (f *gateFlags) add(cmd *cobra.Command) {
	fs := cmd.Flags()
	f.addOffline(cmd)
	fs.StringArrayVar(&f.waive, "waive", nil, "Record an exception to a gate, GATE=REASON (repeatable); its owner is the service's")
	fs.StringVar(&f.until, "until", "", "The last day of the exceptions, YYYY-MM-DD")
	completeFromPack(cmd, "waive", gateIDs)
}

func (f *gateFlags) addOffline(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.offline, "offline", false, "Ask neither cluster nor Prometheus: gates that need them are skipped, and the state remembers it")
}

func (f *gateFlags) validate(cmd *cobra.Command) error {
	if f.until != "" && len(f.waive) == 0 {
		return usage(cmd, "--until goes with --waive")
	}
	return nil
}

func (f *gateFlags) judging() scaffold.Judging {
	return scaffold.Judging{Offline: f.offline, Waive: f.waive, Until: f.until}
}

// repeated are the flags as a shell takes them.
func (f *gateFlags) repeated() []string {
	var out []string
	for _, w := range f.waive {
		out = append(out, "--waive", scaffold.ShellQuote(w))
	}
	if f.until != "" {
		out = append(out, "--until", scaffold.ShellQuote(f.until))
	}
	if f.offline {
		out = append(out, "--offline")
	}
	return out
}
