// Package capture keeps what another program prints, up to a bound.
package capture

import "bytes"

// Output keeps what is written to it up to Most bytes, and then calls Stop: what
// comes after that is dropped. The buffer has to be a field with a name: an
// embedded one brings ReadFrom along, which io.Copy prefers to Write.
type Output struct {
	Most int
	Stop func() // nil: nobody wants to know

	kept bytes.Buffer
}

func (o *Output) Write(p []byte) (int, error) {
	if o.kept.Len()+len(p) <= o.Most {
		return o.kept.Write(p)
	}
	if o.Stop != nil {
		o.Stop()
	}
	return len(p), nil // the writer is on its way out
}

// Bytes are what was kept.
func (o *Output) Bytes() []byte { return o.kept.Bytes() }

func (o *Output) String() string { return o.kept.String() }
