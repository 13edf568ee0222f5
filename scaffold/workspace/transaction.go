package workspace

import (
	"context"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// Apply writes an operation, all of it or nothing. The caller holds the lock;
// that of the repository it takes itself, where it writes there.
// It fails, having written nothing, when a file is no longer as the operation
// expects it.
//
// Every new version is staged beside a journal that holds every byte before
// and after, and all of it is made durable. Renaming the journal into place is
// the commit: an operation interrupted before is forgotten, one interrupted
// after is finished by Recover.
func (w *Workspace) Apply(ctx context.Context, op *Operation) error {
	release, err := w.lockRepository(op)
	if err != nil {
		return err
	}
	defer release()
	if w.committed() { // by a process that died since the folder was opened
		return errOvertaken
	}
	if err := w.verify(ctx, op); err != nil {
		return err
	}
	data, err := encodeOperation(op)
	if err != nil {
		return err
	}
	if err := w.stage(op, data); err != nil {
		if w.committed() {
			return fmt.Errorf("%w; the next command finishes what was begun", err)
		}
		// Nothing has changed yet; what was staged is of no use.
		if undo := w.discard(); undo != nil {
			return fmt.Errorf("%w (and clearing %s: %w)", err, txDir, undo)
		}
		return fmt.Errorf("%w; nothing was changed", err)
	}
	return w.carryOut(op, data)
}

// carryOut finishes an operation that was committed just now.
func (w *Workspace) carryOut(op *Operation, journal []byte) error {
	edited, err := w.finish(op, journal)
	if err != nil {
		return fmt.Errorf("%w; the next command finishes what was begun", err)
	}
	if len(edited) > 0 {
		return &EditedError{Paths: edited, Pending: len(op.Conflicts) > 0}
	}
	return nil
}

// EditedError is returned by Apply for files that were edited while it wrote:
// yours stays, and they are conflicts now, unless the service is new.
type EditedError struct {
	Paths []string
	// Pending tells that the operation waits for them to be settled.
	Pending bool
}

func (e *EditedError) Error() string {
	message := strings.Join(e.Paths, ", ") + " edited while the files were written: yours stays"
	if e.Pending {
		message += "; look at it, then --continue, or --abort"
	}
	return message
}

// verify refuses an operation whose files have changed since it was planned.
func (w *Workspace) verify(ctx context.Context, op *Operation) error {
	for _, c := range append(op.Changes[:len(op.Changes):len(op.Changes)], op.Record) {
		if err := w.verifyChange(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func (w *Workspace) verifyChange(ctx context.Context, c Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now, err := w.disk.read(c.Path)
	if err != nil {
		return err
	}
	if !w.disk.same(now, c.Before) {
		return fmt.Errorf("%s changed while the command was running; nothing was written: run it again", c.Path)
	}
	return w.disk.writable(path.Dir(c.Path))
}

// stage writes every new version and the journal, makes them durable, and
// commits. No crash after that can leave a file without its bytes.
func (w *Workspace) stage(op *Operation, journal []byte) error {
	if err := w.disk.mkdir(txDir); err != nil {
		return err
	}
	staged := []string{stagedPath}
	for i, c := range op.Changes {
		if c.After == nil {
			continue
		}
		if err := w.disk.write(stagingPath(i), *c.After); err != nil {
			return err
		}
		staged = append(staged, stagingPath(i))
	}
	if err := w.disk.write(stagedPath, tree.File{Content: journal}); err != nil {
		return err
	}
	if err := w.disk.syncAll(staged); err != nil {
		return err
	}
	return w.disk.rename(stagedPath, journalPath)
}

// restage writes a staged version again that somebody has cleared away; the
// journal has its bytes. It is there whole or not at all: what is there is put in
// place.
func (w *Workspace) restage(c Change, staging string) error {
	if c.After == nil || w.disk.exists(staging) {
		return nil
	}
	begun := staging + ".new"
	if err := w.disk.write(begun, *c.After); err != nil {
		return err
	}
	if err := w.disk.syncAll([]string{begun}); err != nil {
		return err
	}
	return w.disk.rename(begun, staging)
}

// stagingPath is where the new version of a change waits.
func stagingPath(i int) string { return txDir + "/" + strconv.Itoa(i) }

// finish carries out a committed operation, from its beginning or from
// wherever it was interrupted. Files that are neither as they were before nor
// as they should be were edited meanwhile: they become conflicts, which the
// result names.
func (w *Workspace) finish(op *Operation, journal []byte) (edited []string, err error) {
	for i, c := range op.Changes {
		now, err := w.disk.read(c.Path)
		if err != nil {
			return nil, err
		}
		switch {
		case w.disk.same(now, c.After) && c.After == nil:
			err = w.disk.prune(path.Dir(c.Path)) // interrupted between the two
		case w.disk.same(now, c.After):
		case w.disk.same(now, c.Before):
			err = w.restage(c, stagingPath(i))
			if err == nil {
				err = w.putInPlace(c, stagingPath(i))
			}
		default:
			edited = append(edited, c.Path)
		}
		if err != nil {
			return nil, err
		}
	}
	// A new service has nothing to go back to: what is there stays, and that is
	// all, unless something waits to be settled anyway.
	if len(edited) > 0 && (op.Record.Before != nil || len(op.Conflicts) > 0 || op.Undoes) {
		for _, path := range edited {
			op.Conflicts = append(op.Conflicts, OpenConflict{Path: path, Kind: ConflictEdited})
		}
		if journal, err = encodeOperation(op); err != nil {
			return nil, err
		}
		if err := w.recommit(journal); err != nil {
			return nil, err
		}
	}
	// From here on an edit to a file is an edit to the new version.
	if err := w.disk.rename(journalPath, writtenPath); err != nil {
		return nil, err
	}
	return edited, w.conclude(op, journal)
}

// recommit replaces the journal by one that knows of more conflicts.
func (w *Workspace) recommit(journal []byte) error {
	if err := w.disk.write(stagedPath, tree.File{Content: journal}); err != nil {
		return err
	}
	if err := w.disk.syncAll([]string{stagedPath}); err != nil {
		return err
	}
	return w.disk.rename(stagedPath, journalPath)
}

// conclude writes the tool's own files, once the user's are written.
func (w *Workspace) conclude(op *Operation, journal []byte) error {
	var err error
	if len(op.Conflicts) > 0 {
		err = w.suspend(op, journal)
	} else {
		err = w.complete(op)
	}
	if err != nil {
		return err
	}
	if op.Own == OwnForget && len(op.Conflicts) == 0 {
		return w.forget()
	}
	return w.disk.removeAll(txDir)
}

// suspend keeps the operation until its conflicts are settled. Record and state
// stay as they are.
func (w *Workspace) suspend(op *Operation, journal []byte) error {
	own := []Change{{Path: pendingPath, After: &tree.File{Content: journal}}}
	if !w.disk.exists(ignorePath) { // where a folder is to become a service
		own = append(own, Change{Path: ignorePath, After: &tree.File{Content: []byte(ignore)}})
	}
	return w.replaceOwn(op, own)
}

// complete writes record and state, and forgets the operation that waited.
func (w *Workspace) complete(op *Operation) error {
	var own []Change
	var err error
	if op.Own != OwnForget {
		if own, err = w.ownChanges(op); err != nil {
			return err
		}
	}
	if err := w.replaceOwn(op, own); err != nil {
		return err
	}
	if op.Own != OwnRepair && w.disk.exists(pendingPath) {
		return w.disk.remove(pendingPath)
	}
	return nil
}

// forget removes what a folder that never became a service has of the tool's
// own, the journal last: whatever is left by a kill is cleared away by the next
// command.
func (w *Workspace) forget() error {
	if w.disk.exists(ignorePath) {
		if err := w.disk.remove(ignorePath); err != nil {
			return err
		}
	}
	return w.discard()
}

// replaceOwn puts files of the tool's own in place: staged, made durable, and
// renamed in the order given. In the end all that the operation wrote is
// durable.
func (w *Workspace) replaceOwn(op *Operation, own []Change) error {
	staged := make([]string, len(own))
	for i, c := range own {
		staged[i] = txDir + "/own" + strconv.Itoa(i)
		if err := w.disk.write(staged[i], *c.After); err != nil {
			return err
		}
	}
	if err := w.disk.syncAll(staged); err != nil {
		return err
	}
	paths := make([]string, 0, len(op.Changes)+len(own))
	for _, c := range op.Changes {
		paths = append(paths, c.Path)
	}
	for i, c := range own {
		if err := w.putInPlace(c, staged[i]); err != nil {
			return err
		}
		paths = append(paths, c.Path)
	}
	return w.disk.syncAll(paths)
}

// ownChanges are the changes still to make to the record and to the tool's own
// files.
func (w *Workspace) ownChanges(op *Operation) ([]Change, error) {
	target, err := ownFiles(op)
	if err != nil {
		return nil, err
	}
	var changes []Change
	for _, c := range target {
		now, err := w.disk.read(c.Path)
		if err != nil {
			return nil, err
		}
		if c.Path == record.FileName && now != nil && c.Before != nil && !w.disk.same(now, c.Before) && !w.disk.same(now, c.After) {
			// The user edited the record before an interrupted command was
			// finished: both changes go in.
			content, err := record.Rebase(now.Content, c.Before.Content, c.After.Content)
			if err != nil {
				return nil, fmt.Errorf("%w: mend it, and run a command again", err)
			}
			c.After = &tree.File{Content: content, Executable: now.Executable}
		}
		if !w.disk.same(now, c.After) {
			changes = append(changes, c)
		}
	}
	return changes, nil
}

// ownFiles are the record and the tool's own files as the operation leaves
// them.
func ownFiles(op *Operation) ([]Change, error) {
	state, base, err := encodeState(op.Rendered, op.Unproven, op.Template, func(p string) pack.Policy { return op.Policies[p] })
	if err != nil {
		return nil, err
	}
	file := func(path string, content []byte) Change {
		return Change{Path: path, After: &tree.File{Content: content}}
	}
	return []Change{
		op.Record,
		file(attributesPath, []byte(attributes)),
		file(ignorePath, []byte(ignore)),
		file(schemaPath, record.Schema),
		file(basePath, base),
		file(statePath, state),
	}, nil
}

// putInPlace renames a staged version to its place, so that nobody ever sees
// half of it, or deletes what goes.
func (w *Workspace) putInPlace(c Change, staging string) error {
	if c.After == nil {
		if err := w.disk.remove(c.Path); err != nil {
			return err
		}
		return w.disk.prune(path.Dir(c.Path))
	}
	if err := w.disk.mkdir(path.Dir(c.Path)); err != nil {
		return err
	}
	if err := w.disk.keepMode(staging, c.Path, c.After.Executable); err != nil {
		return err
	}
	return w.disk.rename(staging, c.Path)
}
