package facts

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// LoadSummaryFile is what the load test writes of itself. Its commit and date
// stand in it, since a file's times do not survive a checkout.
const LoadSummaryFile = "reports/load-summary.json"

// Load is the last load test.
type Load struct {
	File    string    `cel:"file" doc:"where it is written down"`
	Commit  string    `cel:"commit" doc:"the commit that was tested"`
	Date    time.Time `cel:"date" doc:"when it ended"`
	Profile string    `cel:"profile" doc:"which test it was: smoke, peak"`
	Held    []string  `cel:"held" doc:"the thresholds that were met"`
	Missed  []string  `cel:"missed" doc:"the thresholds that were not"`
}

type loadSummary struct {
	Commit     string `json:"commit"`
	Date       string `json:"date"`
	Profile    string `json:"profile"`
	Thresholds []struct {
		Metric    string `json:"metric"`
		Threshold string `json:"threshold"`
		OK        bool   `json:"ok"`
	} `json:"thresholds"`
}

func load(_ context.Context, s *Set) (any, error) {
	content, ok, err := s.read(LoadSummaryFile)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("there is no %s", LoadSummaryFile)
	}
	var summary loadSummary
	if err := json.Unmarshal(content, &summary); err != nil {
		return nil, fmt.Errorf("%s: %w", LoadSummaryFile, err)
	}
	date, err := time.Parse(time.RFC3339, summary.Date)
	if err != nil {
		return nil, fmt.Errorf("%s: its date %q is not like 2006-01-02T15:04:05Z", LoadSummaryFile, summary.Date)
	}
	out := Load{File: LoadSummaryFile, Commit: summary.Commit, Date: date, Profile: summary.Profile, Held: []string{}, Missed: []string{}}
	for _, t := range summary.Thresholds {
		text := t.Metric + " " + t.Threshold
		if t.OK {
			out.Held = append(out.Held, text)
		} else {
			out.Missed = append(out.Missed, text)
		}
	}
	return out, nil
}
