package scaffold

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
)

// TestOnlyTheForemostEnvironmentProves: a gate that --offline has passed is not
// proven by what runs in dev.
func TestOnlyTheForemostEnvironmentProves(t *testing.T) {
	dir := shopFrom(t, "../testdata/packs/gated")
	write := func(name, content string) {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644))
	}
	write("deploy/overlays/production/kustomization.yaml", read(t, filepath.Join(dir, "deploy/overlays/dev/kustomization.yaml")))
	write("CODEOWNERS", "* @team-shop\n")
	write("reports/lcov.info", "LF:4\nLH:3\n")

	s := open(t, dir)
	promote, err := s.Propose(t.Context(), Request{Command: CommandPromote, Judging: Judging{Offline: true}})
	require.NoError(t, err)
	require.NoError(t, promote.Blocked())
	require.NoError(t, s.Write(t.Context(), promote))
	left := func() []string { return open(t, dir).State.Unproven }
	require.Equal(t, []string{"LIV-01"}, left())

	prove := func(env string) {
		s := open(t, dir)
		judging := Judging{Environment: env}
		report, err := s.Check(t.Context(), CheckRequest{Judging: judging})
		require.NoError(t, err)
		pack, err := s.openPack(t.Context())
		require.NoError(t, err)
		gates, err := gate.Load(pack)
		require.NoError(t, err)
		stays, err := s.unproven(gates, "grown", report, env)
		require.NoError(t, err)
		require.NoError(t, s.Prove(t.Context(), report, env))
		assert.ElementsMatch(t, left(), stays, "what promote notes of it is what check notes: %s", env)
	}
	prove("dev")
	require.Equal(t, []string{"LIV-01"}, left())
	prove("production")
	require.Empty(t, left())

	// Unless svc.yaml says that dev has the most at stake.
	change(t, filepath.Join(dir, "svc.yaml"), "  parameters:", "  environments: [{name: production}, {name: dev}]\n  parameters:")
	s = open(t, dir)
	for env, want := range map[string]bool{"": true, "dev": true, "production": false} {
		proves, err := s.proves(env)
		require.NoError(t, err)
		assert.Equal(t, want, proves, env)
	}
}
