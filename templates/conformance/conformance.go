// Package conformance holds docs/service-contract.md against a service that
// runs. It sees what a user, a cluster, a Prometheus and a trace collector see:
// HTTP, standard output, signals and the environment, so it is the same for
// every language and for every stage. What only a handler can show (retries, the
// circuit breaker, redaction) it asks of the probe: routes that a small user
// package in testdata/<language> registers through the seam that users have.
package conformance

import (
	"slices"
	"testing"
)

// Target is a built service with the probe as its user package.
type Target struct {
	// Command starts it; Dir is where.
	Command []string
	Dir     string
	// Name and Version are what it was built as.
	Name, Version string
	// Stage is its stage in the standard pack.
	Stage string
	// RuntimeEnv is what the manifests tell the language's runtime about a
	// container of MemoryBytes.
	RuntimeEnv  []string
	MemoryBytes int64
}

// atLeast tells whether the target has reached a stage.
func (x Target) atLeast(stage string) bool {
	stages := []string{"prototype", "rapid", "critical"}
	return slices.Index(stages, x.Stage) >= slices.Index(stages, stage)
}

// start starts the target with the environment that the cluster gives it.
func (x Target) start(t *testing.T, env ...string) *Process {
	t.Helper()
	return Start(t, x.Dir, x.Command, append(slices.Clone(x.RuntimeEnv), env...)...)
}

// Run checks every clause of the contract.
func Run(t *testing.T, x Target) {
	for _, group := range []struct {
		name    string
		clauses map[string]func(*testing.T, Target)
	}{
		{"requests", map[string]func(*testing.T, Target){
			"problems": answersProblems, "request id": carriesTheRequestID, "bodies": readsBodies,
			"panic": survivesAPanic, "slow clients": cutsSlowClients, "slow readers and answers": cutsSlowReaders,
			"impatient clients": tellsWhoDidNotWait,
		}},
		{"operation", map[string]func(*testing.T, Target){
			"admin port": answersTheCluster, "hanging check": endsItsChecks, "metrics": boundsItsLabels, "log": logsRequests,
			"redaction": redactsSecrets, "secrets": readsSecrets, "memory": knowsItsMemory,
			"broken settings": refusesBrokenSettings,
		}},
		{"traces", map[string]func(*testing.T, Target){
			"passed on": passesTracesOn, "exported": exportsSpans, "sampled": samples,
		}},
		{"shutdown", map[string]func(*testing.T, Target){
			"drain": drains, "cut off": endsItsDrain, "interrupt": stopsAtOnce,
			"hanging start": breaksOffAStart, "hanging closer": leavesClosersBehind,
		}},
		{"dependencies", map[string]func(*testing.T, Target){
			"identity": tellsWhoCalls, "timeout": givesUpWaiting, "retries": retries, "retry budget": boundsItsRetries,
			"circuit breaker": breaksTheCircuit,
		}},
		{"overload", map[string]func(*testing.T, Target){
			"concurrency limit": limitsConcurrency,
		}},
	} {
		t.Run(group.name, func(t *testing.T) {
			t.Parallel()
			for name, clause := range group.clauses {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					clause(t, x)
				})
			}
		})
	}
}
