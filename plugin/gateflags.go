package plugin

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/plugin/prometheus"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
)

// gateFlags say how gates are judged.
type gateFlags struct {
	offline bool
	waive   []string
	until   string
	running runningFlags
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
	return f.running.validate(cmd, f.offline)
}

// judging is how gates are judged; without the flags for it, nobody is asked
// about the running service.
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
	return append(out, f.running.repeated()...)
}

// runningFlags say where the running service is looked at.
type runningFlags struct {
	env        string
	prometheus string
	tokenFile  string
}

func (f *runningFlags) add(cmd *cobra.Command) {
	addEnv(cmd, &f.env, "Environment whose running service is judged (default: the last that svc.yaml lists, else production, else the only one)")
	cmd.Flags().StringVar(&f.prometheus, "prometheus", "", "Where Prometheus is: a URL, or service:NAMESPACE/NAME:PORT for one in the cluster, reached through the API server")
	cmd.Flags().StringVar(&f.tokenFile, "prometheus-token-file", "", "File with a bearer token for Prometheus at a URL")
}

func (f *runningFlags) validate(cmd *cobra.Command, offline bool) error {
	switch {
	case offline && (f.env != "" || f.prometheus != ""):
		return usage(cmd, "--offline asks nobody, so --env and --prometheus do not go with it")
	case f.tokenFile != "" && (f.prometheus == "" || strings.HasPrefix(f.prometheus, prometheus.ServicePrefix)):
		return usage(cmd, "--prometheus-token-file goes with --prometheus URL")
	case f.prometheus == "":
		return nil
	}
	if _, err := prometheus.ParseAddress(f.prometheus); err != nil {
		return usage(cmd, "--prometheus: %w", err)
	}
	return nil
}

// repeated are the flags as a shell takes them, less what nobody may read.
func (f *runningFlags) repeated() []string {
	at := ""
	if address, err := prometheus.ParseAddress(f.prometheus); err == nil {
		at = address.Flag()
	}
	var out []string
	for _, f := range [][2]string{{"--env", f.env}, {"--prometheus", at}, {"--prometheus-token-file", f.tokenFile}} {
		if f[1] != "" {
			out = append(out, f[0], scaffold.ShellQuote(f[1]))
		}
	}
	return out
}

// watch lets gates ask the cluster and Prometheus about a service. Neither is
// reached before a gate needs it.
func (a *app) watch(svc *scaffold.Service, f *runningFlags, j *scaffold.Judging) error {
	if f.env != "" {
		if err := svc.CheckEnvironment(f.env); err != nil {
			return err
		}
	}
	j.Environment = f.env
	j.Live = func(ctx context.Context, env *scaffold.Environment) (facts.Live, error) {
		t, err := a.reachQuickly(env)
		if err != nil {
			return nil, err
		}
		return t.Evidence(ctx, env.Name, t.namespace, env.Objects)
	}
	j.Prometheus = func(_ context.Context, env *scaffold.Environment) (facts.Prometheus, error) {
		return a.askPrometheus(svc.Name(), f, env)
	}
	return nil
}
