package record

import (
	"strings"
	"testing"
)

// FuzzEdit: a change to a record says what was asked for, and a line that does
// not concern it stays.
func FuzzEdit(f *testing.F) {
	f.Add(commented, "team-a", 9000)
	f.Add(strings.ReplaceAll(commented, "\n", "\r\n"), "yes", -1)
	f.Add(strings.Replace(commented, "  parameters:\n", "  parameters: {}\n", 1), "a: b # c", 0)
	f.Fuzz(func(t *testing.T, text, owner string, port int) {
		want, err := Parse([]byte(text))
		if err != nil {
			return
		}
		if want.Spec.Parameters == nil {
			want.Spec.Parameters = map[string]any{}
		}
		want.Spec.Stage = "rapid"
		want.Spec.Parameters["owner"] = owner
		want.Spec.Parameters["port"] = port
		got, err := Edit([]byte(text), want)
		if err != nil {
			return // refused; nothing would be written
		}
		back, err := Parse(got)
		if err != nil {
			t.Fatalf("%v\n%s", err, got)
		}
		if !equal(back, want) {
			t.Fatalf("asked for %v, got %v in\n%s", want.Spec, back.Spec, got)
		}
	})
}
