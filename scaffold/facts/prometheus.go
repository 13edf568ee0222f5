package facts

import "context"

// Prometheus tells what the metrics say of a service in one environment. An
// error makes a fact unknown; its text is the reason. Each method is called
// once at most.
type Prometheus interface {
	Targets(context.Context) (Targets, error)
	Alerts(context.Context) ([]LoadedAlert, error)
	Traffic(context.Context) (Traffic, error)
	History(context.Context) (History, error)
	Versions(context.Context) ([]Release, error)
}

// Targets are the replicas that Prometheus scrapes.
type Targets struct {
	Total int64    `cel:"total" doc:"how many it knows of"`
	Down  []string `cel:"down" doc:"the instances it cannot scrape"`
}

// LoadedAlert is an alert of the service as Prometheus evaluates it.
type LoadedAlert struct {
	Name     string `cel:"name" doc:"its name"`
	Severity string `cel:"severity" doc:"its label severity"`
	State    string `cel:"state" doc:"inactive, pending or firing"`
	Health   string `cel:"health" doc:"ok, or why it cannot be evaluated"`
}

// Traffic is what the service has answered in the window of its objective.
type Traffic struct {
	Days       int64   `cel:"days" doc:"the window"`
	Rate       float64 `cel:"rate" doc:"requests a second, on average"`
	ErrorRatio float64 `cel:"errorRatio" doc:"the part of the requests that ended in a server error, 0 to 1"`
}

// History is how much of the past the metrics hold.
type History struct {
	Days  int64 `cel:"days" doc:"the window that was looked at"`
	Hours int64 `cel:"hours" doc:"the hours of it in which the service was scraped"`
}

// Release is a version that has run.
type Release struct {
	Version string `cel:"version" doc:"by service_build_info"`
	Minutes int64  `cel:"minutes" doc:"how long it ran, in the last 30 days"`
}

func prometheusFacts() []Fact {
	return []Fact{
		metrics("targets", "The replicas that Prometheus scrapes.", Targets{}, Prometheus.Targets),
		metrics("alerts", "The alerts with the label service of this service, as Prometheus has loaded them.", []LoadedAlert{}, Prometheus.Alerts),
		metrics("traffic", "Requests and errors in the window of the objective; unknown where there were no requests.", Traffic{}, Prometheus.Traffic),
		metrics("history", "How much of the past there is.", History{}, Prometheus.History),
		metrics("versions", "The versions that have run, by the time they ran.", []Release{}, Prometheus.Versions),
	}
}

// metrics is a fact that Prometheus tells.
func metrics[T any](name, doc string, example T, ask func(Prometheus, context.Context) (T, error)) Fact {
	return told(NeedPrometheus, func(s *Set) connector[Prometheus] { return s.metrics }, name, doc, example, ask)
}
