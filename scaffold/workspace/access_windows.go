package workspace

import "os"

// mayWrite cannot be told in advance there: a folder's rights are found out by
// writing, which fails while staging if .svc has the same.
func mayWrite(*os.File) error { return nil }
