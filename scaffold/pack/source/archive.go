package source

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// readArchive reads an archive from disk.
func readArchive(path string) (*content, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no such archive")
	case err != nil:
		return nil, fmt.Errorf("opening the archive: %w", err)
	case !info.Mode().IsRegular():
		return nil, errors.New("it is named like an archive, and is no file")
	case info.Size() > maxBlob:
		return nil, fmt.Errorf("the archive is larger than %d MiB", maxBlob>>20)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("opening the archive: %w", err)
	}
	return unpack(data)
}

// unpack reads an archive by what is in it, not by its name.
func unpack(data []byte) (*content, error) {
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return unzip(data)
	case bytes.HasPrefix(data, []byte{0x1f, 0x8b}):
		unpacked, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("reading the archive: %w", err)
		}
		return untar(unpacked)
	}
	return untar(bytes.NewReader(data))
}

// notRegular is said of what a pack cannot hold.
func notRegular(name string) error {
	return fmt.Errorf("%s in it is a link or a device: a pack holds regular files only", name)
}

func untar(from io.Reader) (*content, error) {
	c := newContent()
	// Headers take room beside the files: a stream of nothing but headers ends,
	// too.
	limited := &io.LimitedReader{R: from, N: maxContent + maxEntries*2048}
	for archive := tar.NewReader(limited); ; {
		header, err := archive.Next()
		switch {
		case limited.N == 0:
			return nil, fmt.Errorf("it holds more than %d MiB", maxContent>>20)
		case errors.Is(err, io.EOF):
			return c, nil
		case err != nil:
			return nil, fmt.Errorf("reading the archive: %w", err)
		case header.Typeflag == tar.TypeXGlobalHeader: // git archive writes the commit there
			continue
		case header.Typeflag != tar.TypeReg && header.Typeflag != tar.TypeDir:
			return nil, notRegular(fmt.Sprintf("%q", header.Name))
		}
		if err := c.entry(header.Name, header.Size, header.Typeflag == tar.TypeDir, archive); err != nil {
			return nil, err
		}
	}
}

// entry takes one file or folder of an archive in.
func (c *content) entry(name string, size int64, folder bool, from io.Reader) error {
	clean, err := c.admit(name, size)
	if err != nil || folder {
		return err
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(from, data); err != nil {
		return fmt.Errorf("reading %s in the archive: %w", name, err)
	}
	return c.put(clean, data)
}

func unzip(data []byte) (*content, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("reading the archive: %w", err)
	}
	c := newContent()
	for _, f := range archive.File {
		mode := f.Mode()
		if !mode.IsRegular() && !mode.IsDir() {
			return nil, notRegular(fmt.Sprintf("%q", f.Name))
		}
		if f.UncompressedSize64 > maxEntrySize {
			return nil, fmt.Errorf("%s in it is larger than %d MiB", f.Name, maxEntrySize>>20)
		}
		if err := c.zipped(f); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *content) zipped(f *zip.File) error {
	from, err := f.Open()
	if err != nil {
		return fmt.Errorf("reading %s in the archive: %w", f.Name, err)
	}
	defer from.Close()
	return c.entry(f.Name, int64(f.UncompressedSize64), f.Mode().IsDir(), from)
}
