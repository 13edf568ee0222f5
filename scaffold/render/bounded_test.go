package render

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCounting(t *testing.T) {
	const least, most = math.MinInt, math.MaxInt
	for name, c := range map[string]struct {
		start, stop, step int
		want              []int
	}{
		"up":                              {0, 3, 1, []int{0, 1, 2}},
		"down":                            {0, -3, -1, []int{0, -1, -2}},
		"in steps that meet the end":      {1, 7, 3, []int{1, 4}},
		"in steps that do not":            {1, 8, 3, []int{1, 4, 7}},
		"the wrong way":                   {0, 3, -1, []int{}},
		"nowhere":                         {3, 3, 1, []int{}},
		"without a step":                  {0, 3, 0, []int{}},
		"to the largest there is":         {most - 2, most, 1, []int{most - 2, most - 1}},
		"with a step over it":             {most - 2, most, 10, []int{most - 2}},
		"with the largest step":           {least, most, most, []int{least, -1, most - 1}},
		"to the smallest there is":        {least + 2, least, -1, []int{least + 2, least + 1}},
		"with a step under it":            {least + 2, least, -10, []int{least + 2}},
		"with the smallest step there is": {most, least, least, []int{most, -1}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := untilStep(c.start, c.stop, c.step)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
	for name, c := range map[string][3]int{
		"over all there is": {least, most, 1}, "and down": {most, least, -1}, "one too many": {0, maxCount + 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := untilStep(c[0], c[1], c[2])
			requireLine(t, err, "10000 is the most")
		})
	}
	list, err := untilStep(0, maxCount, 1)
	require.NoError(t, err)
	assert.Len(t, list, maxCount)
}

func TestSeq(t *testing.T) {
	const most = math.MaxInt
	for name, c := range map[string]struct {
		params []int
		want   string
	}{
		"up":                       {[]int{3}, "1 2 3"},
		"down":                     {[]int{-1}, "1 0 -1"},
		"from":                     {[]int{2, 4}, "2 3 4"},
		"in steps":                 {[]int{1, 2, 6}, "1 3 5"},
		"the wrong way":            {[]int{1, -2, 6}, ""},
		"one":                      {[]int{5, 5}, "5"},
		"to the largest there is":  {[]int{most - 1, most}, "9223372036854775806 9223372036854775807"},
		"to the smallest there is": {[]int{math.MinInt, -1, math.MinInt}, "-9223372036854775808"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := seq(c.params...)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
	for name, params := range map[string][]int{
		"over all there is": {math.MinInt, most}, "and down": {most, math.MinInt}, "one too many": {maxCount + 1},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := seq(params...)
			requireLine(t, err, "10000 is the most")
		})
	}
}
