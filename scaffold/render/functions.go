package render

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"text/template"

	"github.com/Masterminds/sprig/v3"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// impure are the functions of sprig that a template must not have: what they
// return depends on the environment, the network, the clock, the time zone,
// the operating system or chance.
var impure = []string{
	// environment and network
	"env", "expandenv", "getHostByName",
	// clock and time zone
	"now", "ago", "date", "date_in_zone", "date_modify", "dateInZone", "dateModify",
	"mustDateModify", "must_date_modify", "mustToDate", "toDate", "htmlDate", "htmlDateInZone", "unixEpoch",
	// the operating system's path rules
	"osBase", "osClean", "osDir", "osExt", "osIsAbs",
	// chance
	"randAlphaNum", "randAlpha", "randAscii", "randNumeric", "randBytes", "randInt", "shuffle",
	"uuidv4", "bcrypt", "htpasswd", "encryptAES", "decryptAES", "derivePassword",
	"genPrivateKey", "genCA", "genCAWithKey", "genSelfSignedCert", "genSelfSignedCertWithKey",
	"genSignedCert", "genSignedCertWithKey", "buildCustomCert",
}

// functions are what templates may call.
func functions(p *pack.Pack, in Inputs, include func(string, any) (string, error)) template.FuncMap {
	funcs := sprig.TxtFuncMap()
	for _, name := range impure {
		delete(funcs, name)
	}
	// sprig's keys and values follow Go's random map order.
	funcs["keys"] = sortedKeys
	funcs["values"] = valuesByKey
	funcs["index"] = index
	for name, f := range bounded {
		funcs[name] = f
	}
	funcs["stageAtLeast"] = func(stage string) (bool, error) {
		if err := p.CheckStage(stage); err != nil {
			return false, err
		}
		return p.StageIndex(in.Stage) >= p.StageIndex(stage), nil
	}
	funcs["include"] = include
	funcs["fail"] = func(why string) (string, error) { return "", &refusal{why} }
	funcs["hasPlatform"] = func(name string) bool { return slices.Contains(in.Platform, name) }
	return funcs
}

// refusal is what a template says by fail: why it does not take its inputs.
type refusal struct{ why string }

func (r *refusal) Error() string { return r.why }

func sortedKeys(dicts ...map[string]any) []string {
	var out []string
	for _, d := range dicts {
		out = append(out, slices.Sorted(maps.Keys(d))...)
	}
	return out
}

func valuesByKey(d map[string]any) []any {
	out := make([]any, 0, len(d))
	for _, k := range slices.Sorted(maps.Keys(d)) {
		out = append(out, d[k])
	}
	return out
}

// index is text/template's, but for a key that a map does not have: that is
// undefined, as it is behind a dot.
func index(item any, keys ...any) (any, error) {
	for _, key := range keys {
		v, k := reflect.ValueOf(item), reflect.ValueOf(key)
		switch {
		case v.Kind() == reflect.Map && k.IsValid() && k.Type().AssignableTo(v.Type().Key()):
			found := v.MapIndex(k)
			if !found.IsValid() {
				return nil, fmt.Errorf("map has no entry for key %q", fmt.Sprint(key))
			}
			item = found.Interface()
		case (v.Kind() == reflect.Slice || v.Kind() == reflect.Array || v.Kind() == reflect.String) && k.CanInt():
			if k.Int() < 0 || k.Int() >= int64(v.Len()) {
				return nil, fmt.Errorf("index %d is out of range", k.Int())
			}
			item = v.Index(int(k.Int())).Interface()
		default:
			return nil, fmt.Errorf("cannot index %T with %T", item, key)
		}
	}
	return item, nil
}
