package cluster

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Rejection is one field that the API server does not take.
type Rejection struct {
	Object  string `json:"object"` // as kubectl names it
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
	// Owner is the field manager that a conflict is with.
	Owner string `json:"owner,omitempty"`
}

func (r Rejection) String() string {
	switch {
	case r.Owner != "":
		return fmt.Sprintf("%s: %s belongs to %s", r.Object, r.Field, r.Owner)
	case r.Field != "":
		return fmt.Sprintf("%s: %s: %s", r.Object, r.Field, r.Message)
	}
	return r.Object + ": " + r.Message
}

// RejectedError is returned where the API server refuses objects. Nothing was
// applied then.
type RejectedError struct{ Rejections []Rejection }

func (e *RejectedError) Error() string {
	conflicts := 0
	for _, r := range e.Rejections {
		if r.Owner != "" {
			conflicts++
		}
	}
	switch {
	case conflicts < len(e.Rejections) && len(e.Rejections) == 1:
		return "the API server refuses what is in 1 place; nothing was applied"
	case conflicts < len(e.Rejections):
		return fmt.Sprintf("the API server refuses what is in %d places; nothing was applied", len(e.Rejections))
	case conflicts == 1:
		return "1 field belongs to another field manager: agree who sets it, take it out of the manifests, or take it over with --force-conflicts; nothing was applied"
	}
	return fmt.Sprintf("%d fields belong to other field managers: agree who sets them, take them out of the manifests, or take them over with --force-conflicts; nothing was applied", conflicts)
}

// conflictOf is how the API server words the owner of a field:
// conflict with "kubectl-edit" using apps/v1 at 2026-11-26T00:00:00Z.
var conflictOf = regexp.MustCompile(`^conflict with "((?:[^"\\]|\\.)*)"`)

// rejections reads what an answer refuses; none: it is another failure.
func rejections(object string, err error) []Rejection {
	var status apierrors.APIStatus
	if !errors.As(err, &status) {
		return nil
	}
	answer := status.Status()
	switch answer.Reason {
	case metav1.StatusReasonConflict, metav1.StatusReasonInvalid, metav1.StatusReasonBadRequest, metav1.StatusReasonForbidden, metav1.StatusReasonNotFound:
	default:
		return nil
	}
	if answer.Reason == metav1.StatusReasonForbidden && denied(err) {
		return nil
	}
	var out []Rejection
	if answer.Details != nil {
		for _, cause := range answer.Details.Causes {
			r := Rejection{Object: object, Field: strings.TrimPrefix(shown(cause.Field), "."), Message: shown(cause.Message)}
			if cause.Type == metav1.CauseTypeFieldManagerConflict {
				if found := conflictOf.FindStringSubmatch(cause.Message); found != nil {
					r.Owner = shown(found[1])
				} else {
					r.Owner = "another"
				}
			}
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		out = append(out, Rejection{Object: object, Message: shown(answer.Message)})
	}
	return out
}
