package plugin

import (
	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
)

// settleFlags are those of everything that can leave conflicts: how to look at
// them, settle them and end the operation.
type settleFlags struct {
	diff    bool
	resolve []string
	index   bool
	cont    bool
	abort   bool
	force   bool
}

func (f *settleFlags) add(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.BoolVar(&f.diff, "diff", false, "Print the diff first; with --dry-run, only that")
	fs.StringArrayVar(&f.resolve, "resolve", nil, "Settle conflicts without asking: yours, template, or both where each only adds; =PATH for the files a glob covers, #FIELD for one conflict or all below a field (repeatable)")
	complete(cmd, "resolve", "yours", "template", "both")
	fs.BoolVar(&f.index, "index", false, "Put conflicted files into git's index as unmerged, for git mergetool and editors")
	fs.BoolVar(&f.cont, "continue", false, "Finish, now that the conflicts are settled")
	fs.BoolVar(&f.abort, "abort", false, "Undo: every file is again as it was before")
	fs.BoolVar(&f.force, "force", false, "With --abort: discard edits made since, too")
}

// ends tells whether the flags end an operation that waits.
func (f *settleFlags) ends() bool { return f.cont || f.abort }

// validate checks the flags against each other; begins tells that there are
// others that only make sense for beginning something.
func (f *settleFlags) validate(cmd *cobra.Command, output outputFlag, begins bool) error {
	switch {
	case f.cont && f.abort:
		return usage(cmd, "--continue and --abort exclude each other")
	case f.force && !f.abort:
		return usage(cmd, "--force goes with --abort")
	case f.ends() && (begins || f.diff || f.index):
		return usage(cmd, "--continue and --abort finish what was begun: of the other flags only --resolve goes with --continue")
	case f.abort && len(f.resolve) > 0:
		return usage(cmd, "--resolve does not go with --abort")
	case f.diff && output.format != "":
		return usage(cmd, "--diff prints text: leave out -o, or leave out --diff: -o json has the hunks, too")
	}
	return nil
}

// resolutions parses --resolve.
func (f *settleFlags) resolutions() ([]plan.Resolution, error) {
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
