package pack

import (
	"fmt"
	"math"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Parameter is a value a pack wants to know of a service.
type Parameter struct {
	Name        string `yaml:"name" json:"name"`
	Type        Type   `yaml:"type" json:"type"`
	Default     any    `yaml:"default" json:"default,omitempty"`
	Description string `yaml:"description" json:"description,omitempty"`
	Prompt      string `yaml:"prompt" json:"prompt,omitempty"`
	// RequiredFrom is the first stage that cannot do without a value.
	RequiredFrom string `yaml:"requiredFrom" json:"requiredFrom,omitempty"`
	// Languages limit the parameter to services in them; empty means all.
	Languages []string `yaml:"languages" json:"languages,omitempty"`
	// Bounds. Pattern is anchored by its author; of a list, Pattern and the
	// lengths bound each item.
	Pattern   string   `yaml:"pattern" json:"pattern,omitempty"`
	Enum      []string `yaml:"enum" json:"enum,omitempty"`
	Minimum   *float64 `yaml:"minimum" json:"minimum,omitempty"`
	Maximum   *float64 `yaml:"maximum" json:"maximum,omitempty"`
	MinLength *int     `yaml:"minLength" json:"minLength,omitempty"`
	MaxLength *int     `yaml:"maxLength" json:"maxLength,omitempty"`
}

// Type of a parameter.
type Type string

// The types. A list holds strings.
const (
	TypeString  Type = "string"
	TypeInteger Type = "integer"
	TypeNumber  Type = "number"
	TypeBoolean Type = "boolean"
	TypeList    Type = "list"
)

// validate refuses a parameter that contradicts itself.
func (p Parameter) validate() error {
	switch p.Type {
	case TypeString, TypeInteger, TypeNumber, TypeBoolean, TypeList:
	default:
		return fmt.Errorf("unknown type %q: use string, integer, number, boolean or list", p.Type)
	}
	// To parse it finds every mistake, and takes much less than to compile it.
	if _, err := syntax.Parse(p.Pattern, syntax.Perl); err != nil {
		return fmt.Errorf("pattern: %s", strings.ReplaceAll(err.Error(), "\n", " "))
	}
	if p.Default != nil {
		if _, err := p.Check(p.Default); err != nil {
			return fmt.Errorf("default: %w", err)
		}
	}
	return nil
}

// Zero is what templates see of a parameter that has no value.
func (p Parameter) Zero() any {
	switch p.Type {
	case TypeInteger:
		return 0
	case TypeNumber:
		return 0.0
	case TypeBoolean:
		return false
	case TypeList:
		return []string{}
	}
	return ""
}

// ParseValue reads a value as it stands behind --set name=: lists are
// separated by commas.
func (p Parameter) ParseValue(text string) (any, error) {
	switch p.Type {
	case TypeString:
		return p.Check(text)
	case TypeList:
		items := []any{}
		for _, item := range strings.Split(text, ",") {
			if item = strings.TrimSpace(item); item != "" {
				items = append(items, item)
			}
		}
		return p.Check(items)
	}
	switch text = strings.TrimSpace(text); p.Type {
	case TypeBoolean:
		if text == "true" || text == "false" {
			return p.Check(text == "true")
		}
	default:
		if n, err := strconv.Atoi(text); err == nil {
			return p.Check(n)
		}
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			return p.Check(n)
		}
	}
	return nil, fmt.Errorf("parameter %s: %q is no %s", p.Name, text, p.Type)
}

// Check returns a value in its canonical Go type (string, int, float64, bool,
// []string), or says what is wrong with it.
func (p Parameter) Check(v any) (any, error) {
	out, ok := p.convert(v)
	if !ok {
		return nil, fmt.Errorf("parameter %s: %v is no %s", p.Name, printable(v), p.Type)
	}
	switch x := out.(type) {
	case string:
		return x, p.checkTexts(x)
	case []string:
		return x, p.checkTexts(x...)
	case int:
		return x, p.checkNumber(float64(x))
	case float64:
		return x, p.checkNumber(x)
	}
	return out, nil
}

func printable(v any) any {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case []any:
		return "a list"
	case map[string]any, map[any]any:
		return "a mapping"
	case string:
		return fmt.Sprintf("%q", v)
	}
	return v
}

func (p Parameter) convert(v any) (any, bool) {
	switch p.Type {
	case TypeString:
		s, ok := v.(string)
		return s, ok
	case TypeBoolean:
		b, ok := v.(bool)
		return b, ok
	case TypeInteger:
		switch n := v.(type) {
		case int:
			return n, true
		case float64:
			return int(n), n == math.Trunc(n) && math.Abs(n) < 1<<53
		}
	case TypeNumber:
		switch n := v.(type) {
		case int:
			return float64(n), true
		case float64:
			return n, !math.IsNaN(n) && !math.IsInf(n, 0)
		}
	case TypeList:
		switch list := v.(type) {
		case []string:
			return list, true
		case []any:
			out := make([]string, 0, len(list))
			for _, item := range list {
				s, ok := item.(string)
				if !ok {
					return nil, false
				}
				out = append(out, s)
			}
			return out, true
		}
	}
	return nil, false
}

func (p Parameter) checkTexts(texts ...string) error {
	var pattern *regexp.Regexp
	if p.Pattern != "" && len(texts) > 0 {
		pattern = regexp.MustCompile(p.Pattern)
	}
	for _, s := range texts {
		if err := p.checkText(s, pattern); err != nil {
			return err
		}
	}
	return nil
}

func (p Parameter) checkText(s string, pattern *regexp.Regexp) error {
	length := utf8.RuneCountInString(s)
	switch {
	case p.MinLength != nil && length < *p.MinLength:
		return fmt.Errorf("parameter %s: %q is shorter than %d characters", p.Name, s, *p.MinLength)
	case p.MaxLength != nil && length > *p.MaxLength:
		return fmt.Errorf("parameter %s: the value is longer than %d characters", p.Name, *p.MaxLength)
	case len(p.Enum) > 0 && !slices.Contains(p.Enum, s):
		return fmt.Errorf("parameter %s: %q is none of %s", p.Name, s, strings.Join(p.Enum, ", "))
	case pattern != nil && !pattern.MatchString(s):
		return fmt.Errorf("parameter %s: %q does not match %s%s", p.Name, s, p.Pattern, p.hint())
	case !utf8.ValidString(s) || strings.ContainsAny(s, "\n\r\x00"):
		return fmt.Errorf("parameter %s: a value is one line of text", p.Name)
	}
	return nil
}

func (p Parameter) hint() string {
	if p.Description == "" {
		return ""
	}
	return " (" + strings.Join(strings.Fields(p.Description), " ") + ")"
}

func (p Parameter) checkNumber(n float64) error {
	if p.Minimum != nil && n < *p.Minimum {
		return fmt.Errorf("parameter %s: %v is below the minimum of %v", p.Name, n, *p.Minimum)
	}
	if p.Maximum != nil && n > *p.Maximum {
		return fmt.Errorf("parameter %s: %v is above the maximum of %v", p.Name, n, *p.Maximum)
	}
	return nil
}
