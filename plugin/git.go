package plugin

import (
	"context"
	"fmt"
	"os/exec"
	"path"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
)

// warnUncommitted names the files a plan is about to change that have
// uncommitted changes: after the command, git can no longer tell the two
// apart. Where there is no git or no repository there is nothing to warn of.
func (a *app) warnUncommitted(ctx context.Context, dir string, p *plan.Plan) {
	dirty := uncommitted(ctx, dir)
	if len(dirty) == 0 {
		return
	}
	var named []string
	for i := range p.Actions {
		act := &p.Actions[i]
		if act.Before != nil && act.Writes() && (dirty[act.Path] || dirty[act.From]) {
			named = append(named, act.Path)
		}
	}
	if len(named) > 0 {
		fmt.Fprintf(a.streams.ErrOut, "warning: %s you had not committed: %s\n", print.Count(len(named), "changed file"), strings.Join(named, ", "))
	}
}

// uncommitted are the paths below dir that git says were modified, relative to
// dir.
func uncommitted(ctx context.Context, dir string) map[string]bool {
	prefix, err := gitIn(ctx, dir, "rev-parse", "--show-prefix")
	if err != nil {
		return nil
	}
	status, err := gitIn(ctx, dir, "status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames", "--", ".")
	if err != nil {
		return nil
	}
	root := strings.TrimSpace(string(prefix))
	out := map[string]bool{}
	for _, entry := range strings.Split(string(status), "\x00") {
		if len(entry) > 3 {
			out[strings.TrimPrefix(path.Clean(entry[3:]), root)] = true
		}
	}
	return out
}

// inRepository tells whether git knows the folder.
func inRepository(ctx context.Context, dir string) bool {
	_, err := gitIn(ctx, dir, "rev-parse", "--is-inside-work-tree")
	return err == nil
}

func gitIn(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "GIT_OPTIONAL_LOCKS=0")
	return cmd.Output()
}
