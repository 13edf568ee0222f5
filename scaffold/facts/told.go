package facts

import (
	"context"
	"errors"
)

// ErrNotAsked is the reason of facts nobody was there to ask for.
var ErrNotAsked = errors.New("no cluster was asked")

// connector begins to ask somebody.
type connector[S any] func(context.Context) (S, error)

// told is a fact that somebody outside the repository tells: the cluster or
// Prometheus, connected with when the first such fact is asked for.
func told[S, T any](need Need, connect func(*Set) connector[S], name, doc string, example T, ask func(S, context.Context) (T, error)) Fact {
	return Fact{Name: string(need) + "." + name, Doc: doc, Need: need, Example: example, service: func(ctx context.Context, s *Set) (any, error) {
		somebody, err := connect(s)(ctx)
		if err != nil {
			return nil, err
		}
		return ask(somebody, ctx)
	}}
}

// once connects at most once, since a cluster that does not answer takes its
// time; being interrupted says nothing.
func once[T any](connect connector[T]) connector[T] {
	var value T
	var err error
	done := false
	return func(ctx context.Context) (T, error) {
		if done {
			return value, err
		}
		if connect == nil {
			return value, ErrNotAsked
		}
		value, err = connect(ctx)
		done = ctx.Err() == nil
		return value, err
	}
}
