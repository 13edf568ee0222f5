package render

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/Masterminds/sprig/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pure is every function of sprig's that a template may call. Whoever adds one has looked at it: it depends on its arguments
// alone. (durationRound reads the clock for a time, which no template can get
// hold of.)
const pure = `
	abbrev abbrevboth add add1 add1f addf adler32sum all any append atoi
	b32dec b32enc b64dec b64enc base biggest
	camelcase cat ceil chunk clean coalesce compact concat contains
	deepCopy deepEqual default dict dig dir div divf duration durationRound
	empty ext fail first float64 floor fromJson get
	has hasKey hasPrefix hasSuffix hello
	indent initial initials int int64 isAbs join kebabcase keys kindIs kindOf
	last list lower max maxf merge mergeOverwrite min minf mod mul mulf
	mustAppend mustChunk mustCompact mustDeepCopy mustFirst mustFromJson mustHas
	mustInitial mustLast mustMerge mustMergeOverwrite mustPrepend mustPush
	mustRegexFind mustRegexFindAll mustRegexMatch mustRegexReplaceAll
	mustRegexReplaceAllLiteral mustRegexSplit mustRest mustReverse mustSlice
	mustToJson mustToPrettyJson mustToRawJson mustUniq mustWithout
	nindent nospace omit pick pluck plural prepend push quote
	regexFind regexFindAll regexMatch regexQuoteMeta regexReplaceAll
	regexReplaceAllLiteral regexSplit repeat replace rest reverse round
	semver semverCompare seq set sha1sum sha256sum sha512sum slice snakecase
	sortAlpha split splitList splitn squote sub subf substr swapcase
	ternary title toDecimal toJson toPrettyJson toRawJson toString toStrings
	trim trimAll trimPrefix trimSuffix trimall trunc tuple typeIs typeIsLike typeOf
	uniq unset until untilStep untitle upper urlJoin urlParse
	values without wrap wrapWith`

// ours are the functions that are not sprig's, or replace text/template's.
var ours = []string{"hasPlatform", "include", "index", "stageAtLeast"}

// A version of sprig that adds a function fails here until somebody has looked
// at it and put it on one of the two lists.
func TestFunctionsAreThoseLookedAt(t *testing.T) {
	var sprigs []string
	for _, name := range slices.Sorted(maps.Keys(functions(packOf(t, "", nil), at("seed"), nil))) {
		if _, ok := sprig.TxtFuncMap()[name]; ok {
			sprigs = append(sprigs, name)
		} else {
			assert.Contains(t, ours, name)
		}
	}
	assert.Equal(t, strings.Fields(pure), sprigs)

	looked := append(strings.Fields(pure), impure...)
	for name := range sprig.TxtFuncMap() {
		assert.Contains(t, looked, name, "is this one pure?")
	}
	for _, name := range ours {
		assert.NotContains(t, sprig.TxtFuncMap(), name, "sprig has one of that name now")
	}
}

// What depends on the environment, the network, the clock or chance is not
// there to be called.
func TestImpureFunctionsAreNotCallable(t *testing.T) {
	for _, call := range []string{
		// environment and network
		"env `HOME`", "expandenv `$HOME`", "getHostByName `localhost`",
		// clock and time zone
		"now", "ago 1", "date `2006` 1", "date_in_zone `2006` 1 `UTC`", "dateInZone `2006` 1 `UTC`",
		"date_modify `1h` 1", "dateModify `1h` 1", "must_date_modify `1h` 1", "mustDateModify `1h` 1",
		"toDate `2006` `2020`", "mustToDate `2006` `2020`", "htmlDate 1", "htmlDateInZone 1 `UTC`", "unixEpoch 1",
		// the operating system
		"osBase `a/b`", "osClean `a/b`", "osDir `a/b`", "osExt `a.b`", "osIsAbs `/a`",
		// chance
		"randAlphaNum 3", "randAlpha 3", "randAscii 3", "randNumeric 3", "randBytes 3", "randInt 1 9",
		"shuffle `abc`", "uuidv4", "bcrypt `a`", "htpasswd `a` `b`",
		"encryptAES `a` `b`", "decryptAES `a` `b`", "derivePassword 1 `long` `a` `b` `c`",
		"genPrivateKey `rsa`", "genCA `a` 1", "genCAWithKey `a` 1 `b`",
		"genSelfSignedCert `a` nil nil 1", "genSelfSignedCertWithKey `a` nil nil 1 `b`",
		"genSignedCert `a` nil nil 1 1", "genSignedCertWithKey `a` nil nil 1 1 `b`", "buildCustomCert `a` `b`",
	} {
		name, _, _ := strings.Cut(call, " ")
		t.Run(name, func(t *testing.T) {
			require.Contains(t, sprig.TxtFuncMap(), name, "the name is spelt as sprig spells it")
			_, err := one(t, "seed", "[[ "+call+" ]]")
			requireLine(t, err, name, "not defined")
		})
	}
}

// Templates range over maps and take their keys; Go's maps have no order.
func TestRenderIsDeterministic(t *testing.T) {
	const dict = "dict `e` 5 `a` 1 `h` 8 `c` 3 `g` 7 `b` 2 `f` 6 `d` 4"
	const template = "[[ $d := " + dict + " ]][[ range $k, $v := $d ]][[ $k ]][[ $v ]][[ end ]]" +
		" [[ keys $d | join `` ]] [[ values $d | join `` ]] [[ toJson $d ]] [[ $d ]]" +
		" [[ keys (pick $d `h` `a` `c`) (omit $d `b` `c` `d` `e` `f`) | join `` ]]" +
		" [[ values (merge (dict `z` 9 `y` 8) $d) | join `` ]]" +
		" [[ range $k, $v := .Parameters ]][[ $k ]][[ end ]]"
	const want = "a1b2c3d4e5f6g7h8 abcdefgh 12345678 " +
		`{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8} map[a:1 b:2 c:3 d:4 e:5 f:6 g:7 h:8]` +
		" achagh 1234567889 hostsownerportpublic"
	for range 20 {
		got, err := one(t, "seed", template)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// A template prints; it changes nothing for the next one, and nothing for who
// renders. So rendering again gives the same bytes.
func TestRenderLeavesItsInputs(t *testing.T) {
	for name, template := range map[string]string{
		"set":            "[[ $_ := set .Parameters `port` (add1 .Parameters.port) ]][[ .Parameters.port ]]",
		"unset":          "[[ $_ := unset .Parameters `owner` ]][[ len .Parameters ]]",
		"mergeOverwrite": "[[ $_ := mergeOverwrite .Parameters (dict `port` 1) ]][[ .Parameters.port ]]",
		"set of all":     "[[ $_ := set . `Name` `other` ]][[ .Name ]]",
		"set of pack":    "[[ $_ := set .Pack `Version` `9` ]][[ .Pack.Version ]]",
		"sortAlpha":      "[[ sortAlpha .Parameters.hosts ]]",
		"sort platform":  "[[ sortAlpha .Platform ]]",
	} {
		t.Run(name, func(t *testing.T) {
			p := packOf(t, "", files{
				"seed/common/a.tmpl": template,
				"seed/common/b.tmpl": "[[ .Name ]] [[ .Pack.Version ]] [[ .Platform ]] [[ toJson .Parameters ]]",
			})
			fresh := func() Inputs {
				in := at("seed")
				in.Platform = []string{"keda", "argo-rollouts"}
				return in
			}
			in := fresh()
			first, err := laid(t.Context(), p, in)
			require.NoError(t, err)
			assert.Equal(t, fresh(), in, "the inputs are as they were")
			assert.Equal(t, `orders 1.2.0 [keda argo-rollouts] {"hosts":["b","a"],"owner":"team-a","port":8080,"public":true}`,
				string(first["b"].Content), "the next template sees what the first one saw")
			again, err := laid(t.Context(), p, in)
			require.NoError(t, err)
			assert.Equal(t, contents(first), contents(again))
		})
	}
}
