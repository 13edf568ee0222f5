package plan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// Crossing two stages is one merge from the recorded base. Where neither that
// nor going step by step has a conflict, both come to the same.
//
// A three-way merge sees where two sides ended and not how they got there, so
// this holds under conditions, which the generator keeps:
//
//   - No line occurs twice in a file. Among equal lines, which one is "the" new
//     line is a choice of the diff, and two diffs may choose differently.
//   - Template and user never write the same line by chance, and the second step
//     takes back nothing of the first: no line, no file, no bit. Where yours,
//     too, made the change that the template takes back, the direct way never
//     sees the template's change and keeps yours, while step by step the two
//     agree first and are then taken back together.
//   - The template of a file that is written once does not change after it first
//     appears: step by step, the user already has the first one for good.
//   - A file that moves in the first step is still there after the second, or
//     the direct way has no reason to move what stays with the user.
//   - Where the user already has the very file that the first step adds, the
//     second leaves its bit: the direct way knows no base to compare it with.
//   - A file keeps at least its first and last line: of a file that was empty in
//     between, nobody knows whether its lines ended with CRLF.
func TestTwoStepsAreOneMerge(t *testing.T) {
	const seeds = 600
	compared, actions := 0, map[Kind]int{}
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := newWorld(seed)
			direct := compute(t, w.input(w.base, w.yours, w.second))
			step1 := compute(t, w.input(w.base, w.yours, w.first))
			between := apply(w.yours, step1)
			step2 := compute(t, w.input(w.first, between, w.second))
			if direct.Conflicts()+step1.Conflicts()+step2.Conflicts() > 0 {
				return
			}
			compared++
			for _, a := range direct.Actions {
				actions[a.Action]++
			}
			assertTree(t, apply(between, step2), apply(w.yours, direct))
		})
	}
	require.Greater(t, compared, seeds/4, "most plans have no conflict, or the property says little")
	for _, kind := range []Kind{Create, Update, Merge, Rename, Delete, Keep, Deleted} {
		require.Greater(t, actions[kind], 20, "%s", kind)
	}
}

// world is a small service and two later versions of its template.
type world struct {
	*rand.Rand
	base, yours, first, second tree.Tree
	lines                      int // written so far, so that every one is new
}

// worldPaths have a policy and the moved ones a rename each.
var worldPaths = []string{"merge/a", "merge/b", "merge/c", "merge/moves", "once/a", "once/moves", "lock/a", "lock/moves"}

func moved(path string) string { return strings.Replace(path, "moves", "moved", 1) }

func (w *world) input(base, yours, template tree.Tree) Input {
	in := input(base, yours, template)
	in.Rule = func(path string) pack.FileRule {
		policy, _, _ := strings.Cut(path, "/")
		return pack.FileRule{Path: path, Policy: pack.Policy(policy)}
	}
	for _, path := range worldPaths {
		if moved(path) != path {
			in.Renames = append(in.Renames, pack.Rename{From: path, To: moved(path)})
		}
	}
	return in
}

// chance is true in one of n cases.
func (w *world) chance(n int) bool { return w.IntN(n) == 0 }

func newWorld(seed uint64) *world {
	w := &world{
		Rand: rand.New(rand.NewPCG(seed, 0)),
		base: tree.Tree{}, yours: tree.Tree{}, first: tree.Tree{}, second: tree.Tree{},
	}
	for _, path := range worldPaths {
		w.file(path)
	}
	return w
}

// file makes up one file's versions.
func (w *world) file(path string) {
	isOnce := strings.HasPrefix(path, "once/")
	if w.chance(4) { // a file that the template adds on the way
		f := tree.File{Content: w.content(), Executable: w.chance(3)}
		path = moved(path)
		if w.chance(2) {
			w.first[path] = f
			same := strings.HasPrefix(path, "merge/") && w.chance(6)
			if same {
				w.yours[path] = f // the user had the same idea
			}
			if !isOnce {
				f = w.templateEdit(f, !same)
			}
		}
		w.second[path] = f
		return
	}
	b := tree.File{Content: w.content(), Executable: w.chance(3)}
	w.base[path] = b
	if !w.chance(6) {
		w.yours[path] = w.userEdit(b)
	}
	gone, moves := w.IntN(14), 1+w.IntN(3) // 1 and 2: at that step
	if gone == 1 {
		return
	}
	flip := 1 + w.IntN(6) // the bit is changed at one step at most
	at := path
	if moves == 1 {
		at = moved(path)
	}
	f1 := w.templateEdit(b, flip == 1)
	w.first[at] = f1
	if gone == 2 && moves != 1 {
		return
	}
	if moves == 2 {
		at = moved(path)
	}
	w.second[at] = w.templateEdit(f1, flip == 2)
}

// content is five lines of text between a first and a last one.
func (w *world) content() []byte {
	text := "first\n"
	for range 5 {
		text += w.line()
	}
	return []byte(text + "last\n")
}

func (w *world) line() string {
	w.lines++
	return fmt.Sprintf("line %d\n", w.lines)
}

// edit deletes, replaces and inserts a few lines.
func (w *world) edit(content []byte) []byte {
	old := slices.Collect(strings.Lines(string(content)))
	text := old[0]
	for _, line := range old[1 : len(old)-1] {
		switch w.IntN(20) {
		case 0: // deleted
		case 1:
			text += w.line()
		case 2:
			text += line + w.line()
		default:
			text += line
		}
	}
	return []byte(text + old[len(old)-1])
}

func (w *world) templateEdit(f tree.File, flip bool) tree.File {
	if w.chance(3) {
		return f
	}
	return tree.File{Content: w.edit(f.Content), Executable: f.Executable != flip}
}

func (w *world) userEdit(f tree.File) tree.File {
	if w.chance(2) {
		f = tree.File{Content: w.edit(f.Content), Executable: f.Executable != w.chance(6)}
	}
	text := string(f.Content)
	if w.chance(8) {
		text = strings.TrimSuffix(text, "\n")
	}
	if w.chance(4) { // a checkout with autocrlf
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return tree.File{Content: []byte(text), Executable: f.Executable}
}

// The conditions above are no mere caution: this is what happens where the
// template takes back what the user did, too.
func TestTwoStepsDifferWhereTheSecondTakesBackTheFirst(t *testing.T) {
	base, yours, first, second := only("f", "a b"), only("f", "a X"), only("f", "a X"), only("f", "a b")
	direct := apply(yours, compute(t, input(base, yours, second)))
	between := apply(yours, compute(t, input(base, yours, first)))
	steps := apply(between, compute(t, input(first, between, second)))
	assertTree(t, only("f", "a X"), direct)
	assertTree(t, only("f", "a b"), steps)
	assert.NotEqual(t, direct, steps)
}
