package plugin

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
)

// version is set by the linker for a release; a build from a checkout names
// its commit.
var version string

type versionInfo struct {
	Version   string `json:"version"`
	GoVersion string `json:"goVersion"`
	Platform  string `json:"platform"`
	Pack      string `json:"pack"` // the built-in one
}

func newVersionCommand(a *app) *cobra.Command {
	var output outputFlag
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Show the versions of the plugin and of its built-in pack",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := output.validate(cmd); err != nil {
				return err
			}
			p, err := source.Open(cmd.Context(), "", ".")
			if err != nil {
				return err
			}
			info := versionInfo{Version: buildVersion(), GoVersion: runtime.Version(),
				Platform: runtime.GOOS + "/" + runtime.GOARCH, Pack: p.String()}
			if done, err := output.structured(a, info, info.Version); done {
				return err
			}
			_, err = fmt.Fprintf(a.streams.Out, "kubectl svc %s (%s, %s)\npack %s\n", info.Version, info.GoVersion, info.Platform, info.Pack)
			return err
		},
	}
	output.add(cmd, "json", "yaml")
	return cmd
}

// buildVersion is the release, or what the Go tool knows of the build.
func buildVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "development"
	}
	return info.Main.Version
}
