package gate

import "slices"

// Verdict is what became of a gate.
type Verdict string

// The verdicts. Only pass is a pass.
const (
	Pass    Verdict = "pass"
	Fail    Verdict = "fail"
	Unknown Verdict = "unknown" // a fact could not be told
	Waived  Verdict = "waived"  // it does not pass, and a waiver covers that
	Skipped Verdict = "skipped" // not looked at, as was asked for (--offline)
)

// Judged is a gate's verdict, as the JSON of check has it.
type Judged struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Verdict  Verdict  `json:"verdict"`
	Severity Severity `json:"severity"`
	Evidence string   `json:"evidence"`
	Remedy   string   `json:"remedy,omitempty"` // absent where nothing is to be repaired
	// Unknown are the facts that could not be told.
	Unknown []string `json:"unknown,omitempty"`
	// Reason is why nothing was seen, where that is one reason for all that the
	// gate asks for; the evidence says it, too.
	Reason string `json:"-"`
	// Waiver is the one that covers it.
	Waiver *Waiver `json:"waiver,omitempty"`
}

// Blocks tells whether the verdict keeps a service from the stage.
func (j Judged) Blocks() bool {
	return j.Severity == Required && (j.Verdict == Fail || j.Verdict == Unknown)
}

// Report is the verdict on every gate of a stage.
type Report struct {
	Service string   `json:"service"`
	For     string   `json:"for"` // the stage
	Gates   []Judged `json:"gates"`
}

// Blocking are the gates that keep the service from the stage.
func (r *Report) Blocking() []Judged {
	return slices.DeleteFunc(slices.Clone(r.Gates), func(j Judged) bool { return !j.Blocks() })
}

// Skipped are the ids of the gates that were not looked at.
func (r *Report) Skipped() []string {
	var ids []string
	for _, j := range r.Gates {
		if j.Verdict == Skipped {
			ids = append(ids, j.ID)
		}
	}
	return ids
}
