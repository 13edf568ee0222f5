package plugin

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/spf13/cobra"
)

// addCompletionCommand adds cobra's command for the shells, and below it one for
// kubectl, which completes what stands behind "kubectl svc" by a program of its
// own.
func (a *app) addCompletionCommand(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	cmd := command(root, "completion")
	cmd.Short = "Complete commands in a shell, or behind kubectl"
	cmd.Long = `Print the script with which a shell completes kubectl-svc, or the program with
which kubectl completes "kubectl svc". The help of each says how to load it.`
	cmd.Args = knownCommand
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	cmd.AddCommand(a.newKubectlCompletionCommand())
}

func (a *app) newKubectlCompletionCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "kubectl",
		Short: "Let kubectl's completion go on behind 'kubectl svc'",
		Long: `Print the program that kubectl's completion asks for what may follow
"kubectl svc": ` + completer + `, which has to be executable and on PATH.
With --install it is put into a folder instead.

The shell needs kubectl's own completion, too: kubectl completion --help.`,
		Example: `  kubectl svc completion kubectl --install ~/.local/bin`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			name, content := kubectlCompleter(runtime.GOOS)
			if !cmd.Flags().Changed("install") {
				_, err := a.streams.Out.Write(content)
				return err
			}
			path := filepath.Join(dir, name)
			if err := install(path, content); err != nil {
				return err
			}
			if !slices.Contains(filepath.SplitList(os.Getenv("PATH")), filepath.Clean(dir)) {
				a.warn(fmt.Sprintf("%s is not on PATH; add it so that kubectl finds the program", dir))
			}
			_, err := fmt.Fprintf(a.streams.Out, "%s installed\n", path)
			return err
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	cmd.Flags().StringVar(&dir, "install", "", "Folder on PATH to put it into")
	_ = cmd.MarkFlagDirname("install")
	return cmd
}

// completer is the name by which kubectl looks for the program.
const completer = "kubectl_complete-svc"

// kubectlCompleter is the program that answers kubectl's completion, by an
// operating system's name, and the name it has there.
func kubectlCompleter(goos string) (name string, content []byte) {
	if goos == "windows" {
		return completer + ".cmd", []byte("@echo off\r\nrem " + completerMark + "\r\nkubectl-svc __complete %*\r\n")
	}
	return completer, []byte("#!/bin/sh\n# " + completerMark + "\nexec kubectl-svc __complete \"$@\"\n")
}

// completerMark tells the program from another of the same name.
const completerMark = "Completes 'kubectl svc' for kubectl; written by 'kubectl svc completion kubectl'."

// install writes a program at once, and over nothing but an earlier one of ours.
func install(path string, content []byte) error {
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return fmt.Errorf("there is no folder %s: make it, or choose another", filepath.Dir(path))
	}
	switch old, err := os.ReadFile(path); {
	case err == nil && !bytes.Contains(old, []byte(completerMark)):
		return fmt.Errorf("%s exists and is another program: remove it, or choose another folder", path)
	case err != nil && !os.IsNotExist(err):
		return fmt.Errorf("installing the completion: %w", err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".kubectl_complete-*")
	if err != nil {
		return fmt.Errorf("installing the completion: %w", err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // it is there only after an error
	_, err = tmp.Write(content)
	if closed := tmp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(tmp.Name(), 0o755)
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("installing the completion: %w", err)
	}
	return nil
}
