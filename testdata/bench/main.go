// Command bench measures the plugin against what people use today: whole
// processes, on this machine, side by side. It judges nothing: the table shows
// the targets, and the exit code is 0 unless a command fails.
//
//	go run . [-runs N] [-plugin FILE] [NAME...]
//
// On ext4, leave five minutes between two runs: it is slow to make files where
// many were deleted lately, as the end of a run does.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, progress io.Writer) error {
	if len(args) > 0 {
		if work, ok := workers()[args[0]]; ok {
			return work(ctx, args[1:], out)
		}
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(progress)
	runs := flags.Int("runs", 7, "measure each side `N` times")
	plugin := flags.String("plugin", "", "measure this built plugin (default: build one)")
	flags.Usage = func() {
		fmt.Fprintf(progress, "usage: bench [-runs N] [-plugin FILE] [NAME...]\n\nNAME is one of %s; without one, all are measured.\n\n", strings.Join(names(), ", "))
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *runs < 1 {
		return fmt.Errorf("-runs %d: measure at least once", *runs)
	}
	chosen, err := choose(flags.Args())
	if err != nil {
		return err
	}
	b, err := newBench(ctx, *plugin, *runs, progress)
	if err != nil {
		return err
	}
	defer b.close()
	return b.measure(ctx, chosen, out)
}
