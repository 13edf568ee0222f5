package plugin

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
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
	addSet(cmd, &f.set)
	cmd.Flags().StringArrayVar(&f.restore, "restore", nil, "Bring back a file you deleted (a path or glob, repeatable)")
}

// addSet adds --set, which changes parameters.
func addSet(cmd *cobra.Command, into *[]string) {
	cmd.Flags().StringArrayVar(into, "set", nil, "Set a parameter, NAME=VALUE (repeatable)")
	completeFromPack(cmd, "set", assignments)
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
