// Package service is the probe of the contract's test: a user's package, with
// routes that show what a handler gets from the platform.
package service

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"orders-svc/internal/platform"
)

// Routes registers the probe.
func Routes(mux *http.ServeMux, deps *platform.Deps) error {
	hang := func(context.Context) error {
		time.Sleep(time.Hour)
		return nil
	}
	switch os.Getenv("PROBE_HANGS") {
	case "start":
		deps.Log.Info("probe hangs")
		return hang(context.Background())
	case "check":
		deps.CheckReady("probe", hang)
	case "closer":
		deps.OnShutdown("probe", hang)
	}
	mux.HandleFunc("GET /probe/items/{id}", func(w http.ResponseWriter, r *http.Request) {
		platform.WriteJSON(w, http.StatusOK, map[string]string{"id": r.PathValue("id")})
	})
	mux.HandleFunc("POST /probe/echo", func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Text string `json:"text"`
		}
		if platform.ReadJSON(w, r, &body) {
			platform.WriteJSON(w, http.StatusOK, body)
		}
	})
	mux.HandleFunc("GET /probe/panic", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("after") == "header" {
			w.WriteHeader(http.StatusOK)
			_, _ = io.WriteString(w, "half of it")
		}
		panic("the probe was asked to")
	})
	mux.HandleFunc("GET /probe/bytes", func(w http.ResponseWriter, r *http.Request) {
		count, err := strconv.Atoi(r.URL.Query().Get("count"))
		if err != nil {
			platform.Problem(w, r, http.StatusBadRequest, "no count")
			return
		}
		_, _ = io.WriteString(w, strings.Repeat("x", count))
	})
	mux.HandleFunc("GET /probe/hang", func(_ http.ResponseWriter, r *http.Request) {
		seconds, err := strconv.Atoi(r.URL.Query().Get("seconds"))
		if err != nil {
			select {}
		}
		time.Sleep(time.Duration(seconds) * time.Second)
	})
	mux.HandleFunc("POST /probe/log", func(w http.ResponseWriter, r *http.Request) {
		var line struct {
			Level  slog.Level     `json:"level"`
			Fields map[string]any `json:"fields"`
		}
		if !platform.ReadJSON(w, r, &line) {
			return
		}
		var fields []any
		for name, value := range line.Fields {
			fields = append(fields, name, value)
		}
		platform.Log(r.Context()).Log(r.Context(), line.Level, "probe", fields...)
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /probe/secret", func(w http.ResponseWriter, r *http.Request) {
		value, err := deps.Secret(r.URL.Query().Get("name"))
		if err != nil {
			platform.Problem(w, r, http.StatusNotFound, "no such secret")
			return
		}
		platform.WriteJSON(w, http.StatusOK, map[string]string{"value": value})
	})
	mux.HandleFunc("GET /probe/call", func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		code, err := call(r.Context(), deps.Client(query.Get("dependency")), query.Get("method"), query.Get("url"))
		said := ""
		if err != nil {
			platform.Log(r.Context()).Warn("the call failed", "error", err)
			said = "no answer"
		}
		platform.WriteJSON(w, http.StatusOK, map[string]any{"code": code, "error": said})
	})
	return nil
}

func call(ctx context.Context, client *http.Client, method, url string) (int, error) {
	r, err := http.NewRequestWithContext(ctx, method, url, nil)
	if err != nil {
		return 0, fmt.Errorf("a call: %w", err)
	}
	answer, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	return answer.StatusCode, answer.Body.Close()
}
