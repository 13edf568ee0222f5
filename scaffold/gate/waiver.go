package gate

import (
	"fmt"
	"strings"
	"time"

	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
)

// Waiver is an owned, expiring exception to a gate, as the record has it.
type Waiver = record.Waiver

// CheckWaivers refuses waivers of gates there are not, and those that no date
// ends. An expired one is no error: it covers nothing any more.
func (s *Set) CheckWaivers(waivers []Waiver) error {
	for i, w := range waivers {
		if _, ok := s.Gate(w.Gate); !ok {
			return fmt.Errorf("spec.waivers[%d]: there is no gate %q: pack %s has %s", i, w.Gate, s.pack, strings.Join(s.IDs(), ", "))
		}
		if _, err := ParseDate(w.Expires); err != nil {
			return fmt.Errorf("spec.waivers[%d]: expires: %w", i, err)
		}
	}
	return nil
}

// ParseDate reads the last day of a waiver.
func ParseDate(text string) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is no date: write it like 2027-01-31", text)
	}
	return day, nil
}

// Expired tells whether a waiver's last day, in UTC, is over.
func Expired(w Waiver, now time.Time) bool {
	day, err := ParseDate(w.Expires)
	return err != nil || !now.UTC().Before(day.AddDate(0, 0, 1))
}

// waiverFor finds the waiver that covers a gate, and one that did until it
// expired.
func waiverFor(id string, waivers []Waiver, now time.Time) (valid, expired *Waiver) {
	for i := range waivers {
		w := &waivers[i]
		switch {
		case w.Gate != id:
		case Expired(*w, now):
			expired = w
		default:
			return w, nil
		}
	}
	return nil, expired
}
