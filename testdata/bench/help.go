package main

import "context"

// measureHelp compares starting up with starting a program that has nothing
// but cobra.
func measureHelp(ctx context.Context, b *bench) ([]line, error) {
	bare, err := b.build(ctx, "", "./bare", "bare")
	if err != nil {
		return nil, err
	}
	return b.compare(ctx, comparison{
		name: "help", times: 10,
		a:       side{"kubectl-svc --help", process{argv: []string{b.plugin, "--help"}}.run},
		b:       side{"bare cobra --help", process{argv: []string{bare, "--help"}}.run},
		targets: []target{{quantity: wallTime(), most: 5}},
	})
}
