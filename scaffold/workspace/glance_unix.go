//go:build unix

package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path"

	"golang.org/x/sys/unix"

	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// glance reads many files with few system calls: it keeps the folders open, and
// opens what is in them by name and never through a link (O_NOFOLLOW). What is
// not a plain file or folder it leaves to the disk, which says what is wrong.
//
// It must not outlive one look at the service: a folder that is replaced
// meanwhile would go unnoticed.
type glance struct {
	disk    *disk
	top     *os.File
	folders map[string]int // descriptors; -1: not there, -2: for the disk to say
}

const (
	absent    = -1
	forOthers = -2
)

func (d *disk) glance() (*glance, error) {
	top, err := d.root.Open(".")
	if err != nil {
		return nil, err
	}
	return &glance{disk: d, top: top, folders: map[string]int{".": int(top.Fd())}}, nil
}

func (g *glance) close() {
	for name, fd := range g.folders {
		if name != "." && fd >= 0 {
			_ = unix.Close(fd) // it was only read from
		}
	}
	g.top.Close()
}

// folder opens a folder and those above it, each once.
func (g *glance) folder(name string) int {
	if fd, ok := g.folders[name]; ok {
		return fd
	}
	fd := g.folder(path.Dir(name))
	if fd >= 0 {
		var err error
		fd, err = unix.Openat(fd, path.Base(name), unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			fd = absent
		case err != nil:
			fd = forOthers
		}
	}
	g.folders[name] = fd
	return fd
}

// read returns a file, or nil where there is none.
func (g *glance) read(name string) (*tree.File, error) {
	if outside(name) {
		return g.disk.read(name)
	}
	switch dir := g.folder(path.Dir(name)); dir {
	case absent:
		return nil, nil
	case forOthers:
		return g.disk.read(name)
	default:
		f, err := readPlain(dir, path.Base(name))
		if err != nil {
			return g.disk.read(name)
		}
		return f, nil
	}
}

// errNotPlain is what is no regular file, is too large, or changes while it is
// read: the disk says which.
var errNotPlain = errors.New("not a regular file")

// readPlain reads a regular file of a folder; none is no error.
func readPlain(dir int, name string) (*tree.File, error) {
	// A pipe that nobody writes to must not keep us waiting.
	fd, err := unix.Openat(dir, name, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	var info unix.Stat_t
	if err := unix.Fstat(fd, &info); err != nil {
		return nil, err
	}
	if info.Mode&unix.S_IFMT != unix.S_IFREG || info.Size > maxFile {
		return nil, errNotPlain
	}
	content := make([]byte, info.Size+1) // one more shows the end without another call
	n := 0
	for n < int(info.Size) {
		more, err := unix.Read(fd, content[n:])
		if err != nil {
			return nil, err
		}
		if n += more; more == 0 || n > int(info.Size) {
			return nil, errNotPlain
		}
	}
	return &tree.File{Content: content[:n:n], Executable: info.Mode&0o111 != 0}, nil
}
