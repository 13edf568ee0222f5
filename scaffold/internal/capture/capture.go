// Package capture keeps what another program prints, up to a bound.
package capture

import "bytes"

// Output keeps what is written to it up to Most bytes, and then calls Stop: what
// comes after that is dropped.
type Output struct {
	bytes.Buffer
	Most int
	Stop func() // nil: nobody wants to know
}

func (o *Output) Write(p []byte) (int, error) {
	if o.Len()+len(p) <= o.Most {
		return o.Buffer.Write(p)
	}
	if o.Stop != nil {
		o.Stop()
	}
	return len(p), nil // the writer is on its way out
}
