package plugin

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

// dryRunFlag is kubectl's --dry-run; alone it means client.
type dryRunFlag struct{ value string }

func (f *dryRunFlag) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.value, "dry-run", "none",
		`Must be "none", "server" or "client". With client, show what would be done and write nothing`)
	cmd.Flags().Lookup("dry-run").NoOptDefVal = "client"
	complete(cmd, "dry-run", "none", "client", "server")
}

func (f *dryRunFlag) validate(cmd *cobra.Command) error {
	switch {
	case f.value == "server":
		return usage(cmd, "--dry-run=server is not supported: use --dry-run=client")
	case !slices.Contains([]string{"none", "client"}, f.value):
		return usage(cmd, "--dry-run=%s: use none, client or server", f.value)
	}
	return nil
}

func (f *dryRunFlag) on() bool { return f.value == "client" }

// mergeFlags are those of the commands that merge: promote, demote, update.
type mergeFlags struct {
	settleFlags
	dryRun  dryRunFlag
	output  outputFlag
	set     []string
	restore []string
	gates   gateFlags
}

func (f *mergeFlags) add(cmd *cobra.Command) {
	f.dryRun.add(cmd)
	f.output.add(cmd, "json", "yaml", "name")
	f.settleFlags.add(cmd)
	fs := cmd.Flags()
	fs.StringArrayVar(&f.set, "set", nil, "Set a parameter, NAME=VALUE (repeatable)")
	fs.StringArrayVar(&f.restore, "restore", nil, "Bring back a file you deleted (a path or glob, repeatable)")
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
	return f.settleFlags.validate(cmd, f.output, f.dryRun.on() || len(f.set) > 0 || len(f.restore) > 0)
}

// request starts a request from the flags.
func (f *mergeFlags) request(command string) (scaffold.Request, error) {
	resolve, err := f.resolutions()
	return scaffold.Request{Command: command, Set: f.set, Resolve: resolve, Restore: f.restore, Judging: f.gates.judging()}, err
}
