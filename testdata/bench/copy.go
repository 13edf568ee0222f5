package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// copyDurably copies a folder, the least careful program that still has every
// file on the disk when it ends: it writes and syncs them one by one, and then
// the folders.
func copyDurably(ctx context.Context, args []string, _ io.Writer) error {
	if len(args) != 2 {
		return fmt.Errorf("usage: %s FROM TO", copyWorker)
	}
	from, to := args[0], args[1]
	var folders []string
	err := filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			folders = append(folders, target)
			return os.Mkdir(target, 0o755)
		}
		return copyFile(name, target)
	})
	if err != nil {
		return fmt.Errorf("copying %s: %w", from, err)
	}
	for _, folder := range append(folders, filepath.Dir(to)) {
		if err := syncFolder(folder); err != nil {
			return fmt.Errorf("syncing %s: %w", folder, err)
		}
	}
	return nil
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return finish(f, err)
}

func syncFolder(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	return finish(f, nil)
}

// finish syncs and closes a file that err was met in writing.
func finish(f *os.File, err error) error {
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}
