package templates_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// typescript is what differs in TypeScript.
var typescript = language{
	name: "typescript", service: "src/service", routes: "routes.ts", slow: true, made: []string{"dist", "node_modules"},
	command:    func(dir string) []string { return nodeCommand(filepath.Join(dir, "dist")) },
	image:      func(out string) []string { return nodeCommand(filepath.Join(out, "dist")) },
	base:       "gcr.io/distroless/nodejs24-debian12:nonroot",
	entrypoint: `["/nodejs/bin/node", "--enable-source-maps", "dist/main.js"]`,
	prepare:    needPackages,
	lint: func(t *testing.T, dir string) {
		t.Helper()
		needPackages(t, dir)
		command(t, dir, "npm", "run", "--silent", "check")
		command(t, dir, "npm", "run", "--silent", "lint")
	},
	complete: func(t *testing.T, dir string) {
		t.Helper()
		for _, project := range []string{dir, filepath.Join(dir, "test")} {
			lock := filepath.Join(project, "package-lock.json")
			before, err := os.ReadFile(lock)
			if os.IsNotExist(err) {
				continue // the stage has no tests from outside
			}
			require.NoError(t, err)
			assert.NotContains(t, string(before), `"resolved"`, "where packages come from is the machine's business")
			// What npm ci refuses, and what it would install; it changes nothing.
			cmd := exec.CommandContext(t.Context(), testtool.Path(t, "npm"), "ci", "--dry-run", "--no-audit", "--no-fund", "--prefer-offline")
			cmd.Dir, cmd.Env = project, environment()
			out, err := cmd.CombinedOutput()
			assert.NoError(t, err, string(out))
			assert.NotContains(t, string(out), "EBADENGINE")
			after, err := os.ReadFile(lock)
			require.NoError(t, err)
			assert.Equal(t, string(before), string(after))
		}
	},
	coverage: "reports/lcov.info",
	profile:  "SF:a.ts\nLF:7\nLH:7\nend_of_record\nSF:b.ts\nLF:3\nLH:0\nend_of_record\n",
	stress:   []string{"stress", "PROPERTY_RUNS=500"},
	unknown:  "audit endpoint returned an error",
	stopping: []part{
		{"src/platform/run.ts", `durationOf\('SHUTDOWN_DELAY', '(\d+)s'\)`, 0},
		{"src/platform/stage.ts", `drainTimeout = (\d+)_000;`, 0},
		{"src/platform/run.ts", `closeTimeout = (\d+)_000;`, 0},
	},
	moved:    edit{"src/service/routes.ts", "'/v1/hello'", "'/v1/goodbye'"},
	troubled: troubledTypeScript,
	team: []edit{
		{"README.md", "", "\n## Prices\n\nThey are in cents, and in src/price.ts.\n"},
		{"Makefile", "", "\n.PHONY: prices\nprices: ## show what things cost\n\tnode --import tsx --test src/price.test.ts\n"},
		{"Dockerfile", "USER 65532:65532\n", "ENV TZ=Europe/Berlin\n\nUSER 65532:65532\n"},
		{"package.json", "    \"undici\": ", "    \"secure-json-parse\": \"4.1.1\",\n    \"undici\": "},
		{"package-lock.json", "        \"undici\": ", "        \"secure-json-parse\": \"4.1.1\",\n        \"undici\": "},
		{"tsconfig.json", "    \"strict\": true,\n", "    \"strict\": true,\n    \"noUncheckedSideEffectImports\": true,\n"},
		{"src/price.ts", "", "import { parse } from 'secure-json-parse';\n\nconst tariff = parse('{\"cents\":100}') as { cents: number };\n\n/** The price of an order in cents. */\nexport function priceOf(id: string): number {\n  return tariff.cents * id.length;\n}\n"},
		{"src/price.test.ts", "", "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n\nimport { priceOf } from './price.ts';\n\nvoid test('price', () => {\n  assert.equal(priceOf('4711'), 400);\n});\n"},
		{"src/service/routes.ts", "import type { App, Deps } from '../platform/index.ts';\n", "import type { App, Deps } from '../platform/index.ts';\nimport { priceOf } from '../price.ts';\n"},
		{"src/service/routes.ts", "    return { message: `hello, ${name}` };\n  });\n", "    return { message: `hello, ${name}` };\n  });\n  app.get<{ Params: { id: string } }>('/v1/orders/:id', (request) => ({ cents: priceOf(request.params.id) }));\n"},
		{"src/service/routes.test.ts", "    ['/v1/hello', { message: 'hello, world' }],\n", "    ['/v1/hello', { message: 'hello, world' }],\n    ['/v1/orders/4711', { cents: 400 }],\n"},
	},
	demo: []edit{
		{"src/service/routes.ts", demoHandler, ""},
		{"src/service/routes.ts", "// eslint-disable-next-line @typescript-eslint/no-unused-vars -- for what the routes will need\nexport function routes(app: App, deps: Deps): void | Promise<void> {\n", "export function routes(_app: App, _deps: Deps): void | Promise<void> {\n  // none yet\n"},
		{"src/service/routes.test.ts", "", ""},
	},
}

func nodeCommand(dist string) []string {
	return []string{"node", "--enable-source-maps", filepath.Join(dist, "main.js")}
}

// demoHandler is the example in routes.ts.
const demoHandler = `  app.get<{ Querystring: { name?: string } }>('/v1/hello', (request) => {
    const name = request.query.name ?? 'world';
    request.log.debug({ name }, 'hello');
    return { message: ` + "`hello, ${name}`" + ` };
  });
`

// troubledTypeScript are the routes of a service that fails, is slow and asks a
// dependency, as its team might have written them.
const troubledTypeScript = `import { Problem, type App, type Deps } from '../platform/index.ts';

export function routes(app: App, deps: Deps): void {
  const payments = deps.client('payments');
  app.get('/v1/good', () => ({ is: 'good' }));
  app.get('/v1/bad', () => {
    throw new Problem(500);
  });
  app.get('/v1/slow', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return { is: 'slow' };
  });
  app.get('/v1/payments', async (_request, reply) => {
    try {
      const answer = await payments(process.env.PAYMENTS ?? '');
      await answer.body?.cancel();
      return await reply.code(answer.status).send({ is: 'payments' });
    } catch {
      throw new Problem(502);
    }
  });
}
`
