// Command bare is the least a cobra program with three subcommands is: what
// kubectl-svc --help is measured against.
package main

import (
	"os"

	"github.com/spf13/cobra"
)

func main() {
	root := &cobra.Command{Use: "bare", Short: "A program that does nothing"}
	for _, name := range []string{"new", "promote", "status"} {
		root.AddCommand(&cobra.Command{Use: name, Short: "Do nothing", Run: func(*cobra.Command, []string) {}})
	}
	if err := root.Execute(); err != nil {
		os.Exit(1)
	}
}
