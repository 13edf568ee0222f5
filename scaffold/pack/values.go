package pack

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// MissingError lists the parameters a stage needs and has no value for.
type MissingError struct {
	Stage      string
	Parameters []Parameter
}

// Error names the flags to set.
func (e *MissingError) Error() string {
	flags := make([]string, len(e.Parameters))
	for i, p := range e.Parameters {
		flags[i] = fmt.Sprintf("--set %s=%s", p.Name, strings.ToUpper(p.Name))
	}
	return fmt.Sprintf("stage %s needs a value: add %s", e.Stage, strings.Join(flags, " "))
}

// Values checks a service's own values and completes them: every parameter of
// the language is in the result, by default or zero value where the service
// sets none. A parameter that the stage requires and nobody gave is a
// MissingError; all other mistakes come first and together.
func (p *Pack) Values(stage, language string, given map[string]any) (map[string]any, error) {
	values, missing, err := p.complete(stage, language, given)
	switch {
	case err != nil:
		return nil, err
	case len(missing) > 0:
		return nil, &MissingError{Stage: stage, Parameters: missing}
	}
	return values, nil
}

// SampleValues are those of a service that exists only for a test, and is made
// in every language, and of a pack and what it extends: what is given for others
// is passed over. A text that the stage requires and nobody gave stands as its
// name in capitals, which a reader takes for the placeholder it is.
func (p *Pack) SampleValues(stage, language string, given map[string]any) (map[string]any, error) {
	own := map[string]any{}
	for name, v := range given {
		if q, known := p.Parameter(name); known && q.isOf(language) {
			own[name] = v
		}
	}
	values, missing, err := p.complete(stage, language, own)
	if err != nil {
		return nil, err
	}
	for _, q := range missing {
		if values[q.Name] = q.Zero(); q.Type == TypeString {
			values[q.Name] = strings.ToUpper(q.Name)
		}
	}
	return values, nil
}

// complete checks values, and adds those that a service need not set. Missing
// are the parameters that it has to.
func (p *Pack) complete(stage, language string, given map[string]any) (out map[string]any, missing []Parameter, err error) {
	out = map[string]any{}
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(given)) {
		param, known := p.Parameter(name)
		switch {
		case !known:
			problems = append(problems, fmt.Errorf("unknown parameter %q: pack %s has %s", name, p, strings.Join(p.ParameterNames(), ", ")))
		case given[name] == nil: // "owner:" with nothing behind it is unset
		case !param.isOf(language):
			problems = append(problems, fmt.Errorf("parameter %q is for services in %s, and this one is in %s", name, strings.Join(param.Languages, " or "), language))
		case given[name] == "" && param.requiredAt(p, stage, language): // so is "" where a value is needed
		default:
			v, err := param.Check(given[name])
			if err != nil {
				problems = append(problems, err)
			}
			out[name] = v
		}
	}
	if len(problems) > 0 {
		return nil, nil, joinLine(problems)
	}
	for _, param := range p.Spec.Parameters {
		if _, set := out[param.Name]; set {
			continue
		}
		switch {
		case param.Default != nil:
			out[param.Name], _ = param.convert(param.Default) // it was checked on load
		case param.requiredAt(p, stage, language):
			missing = append(missing, param)
		default:
			out[param.Name] = param.Zero()
		}
	}
	return out, missing, nil
}

func (p Parameter) requiredAt(pk *Pack, stage, language string) bool {
	if p.RequiredFrom == "" || pk.StageIndex(stage) < pk.StageIndex(p.RequiredFrom) {
		return false
	}
	return p.isOf(language)
}

// isOf tells whether services in a language have the parameter.
func (p Parameter) isOf(language string) bool {
	return len(p.Languages) == 0 || slices.Contains(p.Languages, language)
}

// ParameterNames are the pack's parameters in the order it declares them.
func (p *Pack) ParameterNames() []string {
	names := make([]string, len(p.Spec.Parameters))
	for i, q := range p.Spec.Parameters {
		names[i] = q.Name
	}
	return names
}

// joinLine joins errors into one line.
func joinLine(errs []error) error {
	texts := make([]string, len(errs))
	for i, e := range errs {
		texts[i] = e.Error()
	}
	return errors.New(strings.Join(texts, "; "))
}
