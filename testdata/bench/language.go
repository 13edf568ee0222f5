package main

import (
	"context"
	"os"
	"path/filepath"
	"time"
)

// language is what measuring the services of one language takes, and what they
// are held to.
type language struct {
	name string
	// bareFile is where a program goes that serves the routes of the service
	// without the platform around them.
	bareFile, bareSource string
	// build builds the service and the bare program, and sets how they start.
	build func(ctx context.Context, g *generated) error
	// fetch gets what a new service is built with, as on a machine that has built
	// one, and env are the variables under which nothing is built yet.
	fetch func(ctx context.Context, service string) error
	env   func(dir string) []string
	// fresh says in the table what that means. floor is what a first test takes at
	// least in a folder; nil where fetching is all there is to it.
	fresh string
	floor func(dir string) floor
	// start is the longest start until a service is ready, firstTest the longest
	// way from new to tests that have passed, overhead the most that a request may
	// take, as a multiple of the bare program's.
	start, firstTest time.Duration
	overhead         float64
}

func languages() []language {
	return []language{
		{
			name: "go", bareFile: filepath.Join("cmd", "bare", "main.go"), bareSource: bareGo,
			build: buildGo,
			fetch: func(ctx context.Context, service string) error {
				_, err := goCommand(ctx, service, nil, "mod", "download")
				return err
			},
			env:   goBuildCache,
			fresh: "empty build cache", floor: bareServerFloor(goBuildCache),
			start: 100 * time.Millisecond, firstTest: time.Minute,
			overhead: 1 / 0.8, // four fifths of the throughput
		},
		{
			name: "typescript", bareFile: filepath.Join("src", "bare.ts"), bareSource: bareTypeScript,
			build: buildTypeScript,
			fetch: func(ctx context.Context, service string) error {
				if _, err := (process{dir: service, argv: []string{"npm", "ci", "--no-audit", "--no-fund", "--prefer-offline"}}).run(ctx); err != nil {
					return err
				}
				return os.RemoveAll(filepath.Join(service, "node_modules"))
			},
			env:   func(string) []string { return []string{"npm_config_prefer_offline=true"} },
			fresh: "warm npm cache",
			start: time.Second, firstTest: 90 * time.Second,
			overhead: 1 / 0.75, // three quarters of the throughput
		},
	}
}

// eachLanguage measures one thing in every language.
func eachLanguage(measure func(context.Context, *bench, language) ([]line, error)) func(context.Context, *bench) ([]line, error) {
	return func(ctx context.Context, b *bench) ([]line, error) {
		var lines []line
		for _, l := range languages() {
			more, err := measure(ctx, b, l)
			if err != nil {
				return nil, err
			}
			lines = append(lines, more...)
		}
		return lines, nil
	}
}

// bareGo serves the handler by the standard library alone.
const bareGo = `package main

import (
	"fmt"
	"io"
	"net"
	"net/http"

	"orders-svc/internal/platform"
	"orders-svc/internal/service"
)

func main() {
	mux := http.NewServeMux()
	if err := service.Routes(mux, platform.NewDeps(platform.Info{Name: "bare"}, io.Discard)); err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("{\"addr\":\"%s\"}\n", listener.Addr())
	panic(http.Serve(listener, mux))
}
`

// goBuildCache keeps what Go builds in a folder, apart from what this machine has.
func goBuildCache(dir string) []string {
	return []string{"GOCACHE=" + filepath.Join(dir, "build-cache"), "GOWORK=off"}
}

func buildGo(ctx context.Context, g *generated) error {
	out := filepath.Dir(g.dir)
	for name, pkg := range map[string]string{"service": "./cmd/server", "bare": "./cmd/bare"} {
		if _, err := goCommand(ctx, g.dir, nil, append(append([]string{"build"}, released()...), "-o", filepath.Join(out, name), pkg)...); err != nil {
			return err
		}
	}
	g.service, g.bare = []string{filepath.Join(out, "service")}, []string{filepath.Join(out, "bare")}
	return nil
}

// bareTypeScript serves the handler by Fastify alone, which logs nothing.
const bareTypeScript = `import { fastify } from 'fastify';

import { Deps, type App } from './platform/index.ts';
import { routes } from './service/routes.ts';

const app: App = fastify();
await routes(app, new Deps({ name: 'bare', version: '' }, { write: () => undefined }));
const address = await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(` + "`${JSON.stringify({ addr: new URL(address).host })}\\n`" + `);
`

func buildTypeScript(ctx context.Context, g *generated) error {
	build := process{dir: g.dir, env: []string{"npm_config_prefer_offline=true"}, argv: []string{"make", "build"}}
	if _, err := build.run(ctx); err != nil {
		return err
	}
	// As the image starts it.
	node := func(program string) []string {
		return []string{"node", "--enable-source-maps", filepath.Join(g.dir, "dist", program)}
	}
	g.service, g.bare = node("main.js"), node("bare.js")
	return nil
}
