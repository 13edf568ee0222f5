// Command krew writes the plugin's krew manifest from the archives of a
// release: their names say the platforms, checksums.txt their digests.
//
//	go run ./krew -dist dist -url https://HOST/PATH >svc.yaml
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	dist := flag.String("dist", "dist", "folder with the archives and checksums.txt")
	url := flag.String("url", "", "where the archives are served, without a slash at the end")
	flag.Parse()
	if err := run(*dist, *url); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(dist, url string) error {
	if url == "" {
		return fmt.Errorf("say where the archives are served: -url https://HOST/PATH")
	}
	checksums, err := os.ReadFile(filepath.Join(dist, "checksums.txt"))
	if err != nil {
		return fmt.Errorf("reading the checksums, which 'make release-snapshot' writes: %w", err)
	}
	out, err := manifest(string(checksums), url)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(out)
	return err
}
