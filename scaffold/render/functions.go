package render

import (
	"iter"
	"maps"
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
func functions(p *pack.Pack, in Inputs) template.FuncMap {
	funcs := sprig.TxtFuncMap()
	for _, name := range impure {
		delete(funcs, name)
	}
	// sprig's keys and values follow Go's random map order.
	funcs["keys"] = sortedKeys
	funcs["values"] = valuesByKey
	funcs["stageAtLeast"] = func(stage string) (bool, error) {
		if err := p.CheckStage(stage); err != nil {
			return false, err
		}
		return p.StageIndex(in.Stage) >= p.StageIndex(stage), nil
	}
	funcs["hasPlatform"] = func(name string) bool { return slices.Contains(in.Platform, name) }
	return funcs
}

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

func keys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }
