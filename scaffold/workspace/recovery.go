package workspace

import "fmt"

// Interrupted tells whether an operation waits to be finished or forgotten, or
// its last step left the tool's folder with nothing in it.
func (w *Workspace) Interrupted() bool {
	g := w.disk.glance()
	defer g.close()
	return g.exists(txDir) || !g.exists(statePath) && w.disk.empty(Dir)
}

// Recovery is what Recover did.
type Recovery struct {
	// Command is the interrupted one that was finished; empty: none was, or
	// what there was had not begun to write and was forgotten.
	Command string
	// Edited are files that were edited before the operation could be
	// finished; they are conflicts now.
	Edited []string
	// Index is git's index before conflicts were marked in it, where what was
	// finished ended that.
	Index *IndexMark
	// Undone tells that what was finished took a command back.
	Undone bool
}

// Recover finishes an operation that was interrupted after its commit, and
// forgets one interrupted before. The caller holds the lock.
func (w *Workspace) Recover() (Recovery, error) {
	for _, phase := range []string{journalPath, writtenPath} {
		f, err := w.disk.read(phase)
		if err != nil {
			return Recovery{}, err
		}
		if f == nil {
			continue
		}
		op, err := decodeOperation(f.Content)
		if err != nil {
			return Recovery{}, fmt.Errorf("%s is damaged (%w): look at the folder with 'git status', then delete %s", phase, err, txDir)
		}
		r := Recovery{Command: op.Title()}
		release, err := w.lockRepository(op)
		if err != nil {
			return r, err
		}
		defer release()
		if phase == journalPath {
			r.Edited, err = w.finish(op, f.Content)
		} else {
			err = w.conclude(op, f.Content)
		}
		if err != nil {
			return r, fmt.Errorf("an interrupted %s cannot be finished yet (%w): mend that and run any command again", op.Title(), err)
		}
		if len(op.Conflicts) == 0 {
			r.Index, r.Undone = op.Index, op.Undoes
		}
		return r, nil
	}
	return Recovery{}, w.discard()
}

// committed tells whether an operation is past its commit.
func (w *Workspace) committed() bool {
	return w.disk.exists(journalPath) || w.disk.exists(writtenPath)
}

// discard removes what was staged, and the tool's folder where it is otherwise
// empty because a first operation never came to its commit.
func (w *Workspace) discard() error {
	if err := w.disk.removeAll(txDir); err != nil {
		return err
	}
	return w.disk.prune(Dir)
}
