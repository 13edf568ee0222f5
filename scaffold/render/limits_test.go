package render

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Packs come from elsewhere: what one template prints is bounded.
func TestOutputIsBounded(t *testing.T) {
	const kilobyte = "[[ range until 1024 ]][[ repeat 1024 `x` ]][[ end ]]"
	t.Run("at the bound", func(t *testing.T) {
		got, err := one(t, "seed", "[[ range until 16 ]]"+kilobyte+"[[ end ]]")
		require.NoError(t, err)
		assert.Len(t, got, maxOutput)
	})
	t.Run("one byte more", func(t *testing.T) {
		_, err := one(t, "seed", "[[ range until 16 ]]"+kilobyte+"[[ end ]]x")
		requireLine(t, err, "seed/common/dir/file.txt.tmpl", "16 MiB")
	})
}

func TestContextStopsATemplateThatPrints(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	// This would go on for minutes, and prints far less than the bound.
	const template = "[[ range until 10000 ]][[ range until 10000 ]][[ $a := printf `%100d` 1 ]][[ end ]]x[[ end ]]"
	p := packOf(t, "", files{"seed/common/a.tmpl": template})
	start := time.Now()

	_, err := laid(ctx, p, at("seed"))

	require.ErrorIs(t, err, context.DeadlineExceeded)
	requireLine(t, err)
	assert.Less(t, time.Since(start), 10*time.Second)
}

func TestContextThatHasEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := laid(ctx, packOf(t, "", files{"seed/common/a.tmpl": "[[ .Name ]]"}), at("seed"))
	require.ErrorIs(t, err, context.Canceled)
}

// A template that calls itself ends in an error, not in a crash.
func TestEndlessRecursionIsAnError(t *testing.T) {
	_, err := one(t, "seed", "[[ define `x` ]][[ template `x` . ]][[ end ]][[ template `x` . ]]")
	requireLine(t, err, "seed/common/dir/file.txt.tmpl")
}
