package plugin

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
)

// The values of --dry-run.
const (
	dryRunNone   = "none"
	dryRunClient = "client"
	dryRunServer = "server"
)

// dryRunFlag is kubectl's --dry-run; alone it means client.
type dryRunFlag struct{ value string }

func (f *dryRunFlag) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.value, "dry-run", dryRunNone,
		`Must be "none", "server" or "client". With client, show what would be done and write nothing; with server, have the API server check the manifests, too`)
	cmd.Flags().Lookup("dry-run").NoOptDefVal = "client"
	complete(cmd, "dry-run", "none", "client", "server")
}

func (f *dryRunFlag) validate(cmd *cobra.Command) error {
	if !slices.Contains([]string{dryRunNone, dryRunClient, dryRunServer}, f.value) {
		return usage(cmd, "--dry-run=%s: use none, client or server", f.value)
	}
	return nil
}

func (f *dryRunFlag) on() bool { return f.value != dryRunNone }

// suffix is what kubectl puts behind what it would have done.
func (f *dryRunFlag) suffix() string {
	switch f.value {
	case dryRunClient:
		return " (dry run)"
	case dryRunServer:
		return " (server dry run)"
	}
	return ""
}

// mergeFlags are those of the commands that merge: promote, demote, update.
type mergeFlags struct {
	dryRun  dryRunFlag
	output  outputFlag
	diff    bool
	set     []string
	resolve []string
	restore []string
	cont    bool
	abort   bool
	force   bool
	gates   gateFlags
}

func (f *mergeFlags) add(cmd *cobra.Command) {
	f.dryRun.add(cmd)
	f.output.add(cmd, "json", "yaml", "name")
	fs := cmd.Flags()
	fs.BoolVar(&f.diff, "diff", false, "Print the diff first; with --dry-run, only that")
	fs.StringArrayVar(&f.set, "set", nil, "Set a parameter, NAME=VALUE (repeatable)")
	fs.StringArrayVar(&f.resolve, "resolve", nil, "Settle conflicts without asking: yours or template, =PATH for the files a glob covers, #FIELD for one conflict (repeatable)")
	fs.StringArrayVar(&f.restore, "restore", nil, "Bring back a file you deleted (a path or glob, repeatable)")
	fs.BoolVar(&f.cont, "continue", false, "Finish, now that the conflicts are settled")
	fs.BoolVar(&f.abort, "abort", false, "Undo: every file is again as it was before")
	fs.BoolVar(&f.force, "force", false, "With --abort: discard edits made since, too")
}

// validate checks flags against each other.
func (f *mergeFlags) validate(cmd *cobra.Command) error {
	if err := f.dryRun.validate(cmd); err != nil {
		return err
	}
	if err := f.output.validate(cmd); err != nil {
		return err
	}
	if err := f.gates.validate(cmd); err != nil {
		return err
	}
	switch {
	case f.cont && f.abort:
		return usage(cmd, "--continue and --abort exclude each other")
	case f.force && !f.abort:
		return usage(cmd, "--force goes with --abort")
	case (f.cont || f.abort) && (f.dryRun.on() || f.diff || len(f.set) > 0 || len(f.restore) > 0):
		return usage(cmd, "--continue and --abort finish what was begun: of the other flags only --resolve goes with --continue")
	case f.abort && len(f.resolve) > 0:
		return usage(cmd, "--resolve does not go with --abort")
	case f.diff && f.output.format != "":
		return usage(cmd, "--diff prints text: leave out -o")
	}
	return nil
}

// resolutions parses --resolve.
func (f *mergeFlags) resolutions() ([]plan.Resolution, error) {
	var out []plan.Resolution
	for _, text := range f.resolve {
		r, err := plan.ParseResolution(text)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// request starts a request from the flags.
func (f *mergeFlags) request(command string) (scaffold.Request, error) {
	resolve, err := f.resolutions()
	return scaffold.Request{Command: command, Set: f.set, Resolve: resolve, Restore: f.restore, Judging: f.gates.judging()}, err
}
