package gate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"cel.dev/cel-go/common/types/ref"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
	"github.com/kubectl-svc/kubectl-svc/scaffold/printable"
)

// Subject is the service that is judged.
type Subject struct {
	Name, Language string
	Platform       []string
	Parameters     map[string]any
	Waivers        []Waiver
	Facts          *facts.Set
	Now            time.Time
	// Offline skips the gates that need the cluster or Prometheus.
	Offline bool
}

// Judge gives a verdict on each of the gates, for a stage. An error is that of a
// context that is done, or of an expression that Load has taken on trust.
func (s *Set) Judge(ctx context.Context, subject Subject, stage string, selected []Selected) (*Report, error) {
	report := &Report{Service: subject.Name, For: stage, Gates: []Judged{}}
	j := &judge{set: s, subject: subject, values: map[string]any{
		varName: subject.Name, varStage: stage, varLanguage: subject.Language, varNow: subject.Now,
		varPlatform: orEmpty(subject.Platform), varParameters: subject.Parameters,
		varReached: s.pack.StageNames()[:s.pack.StageIndex(stage)+1],
	}}
	for _, sel := range selected {
		judged, applies, err := j.gate(ctx, sel)
		if err != nil {
			return nil, err
		}
		if applies {
			report.Gates = append(report.Gates, judged)
		}
	}
	return report, nil
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

type judge struct {
	set     *Set
	subject Subject
	values  map[string]any
}

// part is the verdict on one overlay, or on the service as a whole.
type part struct {
	overlay  string
	verdict  Verdict
	evidence string
	unknown  []string
	reason   string // that all of the unknown share
}

func (j *judge) gate(ctx context.Context, sel Selected) (Judged, bool, error) {
	g := sel.Gate
	out := Judged{ID: g.ID, Title: g.Title, Severity: sel.Severity, Remedy: g.Remedy}
	if g.RequiredOn != "" && !slices.Contains(j.subject.Platform, g.RequiredOn) {
		out.Severity = Advisory
	}
	if j.subject.Offline && (slices.Contains(g.Needs, facts.NeedLive) || slices.Contains(g.Needs, facts.NeedPrometheus)) {
		out.Verdict, out.Evidence = Skipped, "not looked at: --offline"
		out.Reason = out.Evidence
		return out, true, nil
	}
	parts, err := j.parts(ctx, g)
	if err != nil || len(parts) == 0 {
		return out, false, err
	}
	sum(&out, parts)
	j.waive(&out)
	if out.Verdict == Pass {
		out.Remedy = ""
	}
	return out, true, nil
}

// parts judges the gate on all it applies to.
func (j *judge) parts(ctx context.Context, g Gate) ([]part, error) {
	if g.Each != EachOverlay {
		p, applies, err := j.part(ctx, g, "", j.subject.Facts.Value)
		if err != nil || !applies {
			return nil, err
		}
		return []part{p}, nil
	}
	overlays, err := j.subject.Facts.Overlays()
	if len(overlays) == 0 {
		evidence := "there is no overlay to look at"
		if err != nil {
			evidence = clean(err.Error())
		}
		return []part{{verdict: Unknown, evidence: evidence, unknown: []string{"overlay.name"}}}, nil
	}
	var parts []part
	for _, o := range overlays {
		p, applies, err := j.part(ctx, g, o.Name, o.Value)
		if err != nil {
			return nil, err
		}
		if applies {
			parts = append(parts, p)
		}
	}
	return parts, nil
}

func (j *judge) part(ctx context.Context, g Gate, overlay string, fact func(context.Context, string) (any, error)) (part, bool, error) {
	program, err := j.set.programs[g.ID]()
	if err != nil {
		return part{}, false, err
	}
	a := &activation{ctx: ctx, program: program, values: j.values, fact: fact, done: map[string]ref.Val{}, unknown: map[string]string{}}
	p := part{overlay: overlay}
	if program.when != nil {
		applies, unknown, err := a.eval(program.when)
		if ctx.Err() != nil {
			return p, false, ctx.Err()
		}
		if applies != true {
			// Where it cannot be told whether a gate applies, it does.
			if len(unknown) == 0 && err == nil {
				return p, false, nil
			}
			return a.undecided(p, unknown, err), true, nil
		}
	}
	passed, unknown, err := a.eval(program.expression)
	if ctx.Err() != nil {
		return p, false, ctx.Err()
	}
	if err != nil || len(unknown) > 0 {
		return a.undecided(p, unknown, err), true, nil
	}
	p.verdict = Fail
	if passed == true {
		p.verdict = Pass
	}
	text, unknown, err := a.eval(program.evidence)
	if ctx.Err() != nil {
		return p, false, ctx.Err()
	}
	switch seen, ok := text.(string); {
	case ok && err == nil:
		p.evidence = clean(seen)
	case err != nil:
		p.evidence = clean("what was seen cannot be told: " + err.Error())
	default: // what decided is known, and not all that belongs beside it
		p.evidence = clean("what was seen cannot be told: " + strings.Join(a.reasons(unknown), "; "))
	}
	return p, true, nil
}

// undecided is the verdict where facts cannot be told, or where an expression
// fails on what it finds.
func (a *activation) undecided(p part, unknown []string, err error) part {
	p.verdict, p.unknown = Unknown, unknown
	for n, name := range unknown {
		reason := clean(a.unknown[name])
		switch {
		case n == 0 && err == nil:
			p.reason = reason
		case p.reason != reason:
			p.reason = ""
		}
	}
	reasons := a.reasons(unknown)
	if err != nil {
		reasons = append(reasons, err.Error())
	}
	p.evidence = clean(strings.Join(reasons, "; "))
	return p
}

// reasons say why facts cannot be told, each reason once.
func (a *activation) reasons(unknown []string) []string {
	facts := map[string][]string{}
	var order []string
	for _, name := range unknown {
		reason := a.unknown[name]
		if facts[reason] == nil {
			order = append(order, reason)
		}
		facts[reason] = append(facts[reason], name)
	}
	out := make([]string, 0, len(order)+1)
	for _, reason := range order {
		names, are := strings.Join(facts[reason], ", "), "is"
		if len(facts[reason]) > 1 {
			are = "are"
		}
		out = append(out, fmt.Sprintf("%s %s not known: %s", names, are, reason))
	}
	return out
}

// worse orders verdicts; the worst part is the gate's.
var worse = []Verdict{Pass, Unknown, Fail}

// sum makes one verdict of the parts: the worst, shown by the evidence of all
// that have it.
func sum(out *Judged, parts []part) {
	out.Verdict = Pass
	for _, p := range parts {
		if slices.Index(worse, p.verdict) > slices.Index(worse, out.Verdict) {
			out.Verdict = p.verdict
		}
	}
	said := map[string][]string{} // evidence → the overlays it was seen on
	var order []string
	for _, p := range parts {
		if p.verdict != out.Verdict {
			continue
		}
		for _, fact := range p.unknown {
			if !slices.Contains(out.Unknown, fact) {
				out.Unknown = append(out.Unknown, fact)
			}
		}
		if said[p.evidence] == nil {
			order = append(order, p.evidence)
		}
		said[p.evidence] = append(said[p.evidence], p.overlay)
	}
	for i, evidence := range order {
		if where := strings.Join(said[evidence], ", "); where != "" {
			order[i] = where + ": " + evidence
		}
	}
	out.Evidence = strings.Join(order, "; ")
	if out.Verdict == Unknown && len(order) == 1 {
		out.Reason = parts[slices.IndexFunc(parts, func(p part) bool { return p.verdict == Unknown })].reason
	}
}

// waive applies the record's waivers to a gate that does not pass.
func (j *judge) waive(out *Judged) {
	if out.Verdict == Pass {
		return
	}
	valid, expired := waiverFor(out.ID, j.subject.Waivers, j.subject.Now)
	switch {
	case valid != nil:
		out.Verdict, out.Waiver = Waived, valid
		out.Evidence = fmt.Sprintf("waived by %s until %s: %s (%s)", valid.Owner, valid.Expires, clean(valid.Reason), out.Evidence)
	case expired != nil:
		out.Evidence = fmt.Sprintf("%s; the waiver expired on %s", out.Evidence, expired.Expires)
	}
}

// maxEvidence keeps evidence readable; it is for people.
const maxEvidence = 600

// clean makes evidence one line: what it quotes may hold anything.
func clean(text string) string { return printable.Line(text, maxEvidence) }
