package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// pageSize is how many objects one request asks for, as kubectl does.
const pageSize = 500

// metadataList asks for nothing but the metadata of what is listed.
const metadataList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json"

// query is what is to be listed.
type query struct {
	resource     Resource
	namespace    string // empty: all
	labels       string
	fields       string
	metadataOnly bool
	pages        int // the most that are asked for; 0: all
}

// named is the least of an object.
type named struct {
	Metadata meta `json:"metadata"`
}

// meta is the metadata that this package looks at. What is not named here,
// annotations of many megabytes included, is never kept.
type meta struct {
	Name              string            `json:"name"`
	Namespace         string            `json:"namespace"`
	UID               string            `json:"uid"`
	ResourceVersion   string            `json:"resourceVersion"`
	Generation        int64             `json:"generation"`
	CreationTimestamp metav1.Time       `json:"creationTimestamp"`
	DeletionTimestamp *metav1.Time      `json:"deletionTimestamp"`
	Labels            map[string]string `json:"labels"`
	OwnerReferences   []struct {
		UID  string `json:"uid"`
		Kind string `json:"kind"`
	} `json:"ownerReferences"`
}

// each lists page by page and object by object: only one object, and of it only
// what T names, is in memory at a time. A list that changes while it is read
// goes on from where it was.
func each[T any](ctx context.Context, c *Connection, q query, visit func(*T) error) error {
	next := ""
	for page := 1; ; page++ {
		token, err := eachOfPage(ctx, c, q, next, visit)
		if err != nil {
			if token = expiredToken(err); token == "" || token == next {
				var stopped *stoppedError
				if errors.As(err, &stopped) {
					return stopped.cause
				}
				return c.failed(err, attempt{verb: "list", resource: q.resource.GroupResource(), namespace: q.namespace})
			}
		}
		switch next = token; {
		case next == "":
			return nil
		case page == q.pages:
			return &cutError{resource: q.resource, after: page * pageSize}
		}
	}
}

// cutError is returned where a list goes on after the pages that were asked for.
// What was visited stands; what comes after it is not known.
type cutError struct {
	resource Resource
	after    int
}

func (e *cutError) Error() string {
	return fmt.Sprintf("there are more than %d %s: no more were looked at", e.after, e.resource.GroupResource())
}

// stoppedError carries the error of who visits past those of the list.
type stoppedError struct{ cause error }

func (e *stoppedError) Error() string { return e.cause.Error() }

// expiredToken is how to go on with a list that was read too slowly for the API
// server to keep its snapshot.
func expiredToken(err error) string {
	var status apierrors.APIStatus
	if !apierrors.IsResourceExpired(err) || !errors.As(err, &status) {
		return ""
	}
	return status.Status().Continue
}

func eachOfPage[T any](ctx context.Context, c *Connection, q query, next string, visit func(*T) error) (string, error) {
	req := c.discovery.RESTClient().Get().AbsPath(q.resource.path(q.namespace)).
		Param("limit", strconv.Itoa(pageSize)).SetHeader("Accept", "application/json")
	if q.metadataOnly {
		req.SetHeader("Accept", metadataList)
	}
	for name, value := range map[string]string{"labelSelector": q.labels, "fieldSelector": q.fields, "continue": next} {
		if value != "" {
			req.Param(name, value)
		}
	}
	body, err := req.Stream(ctx)
	if err != nil {
		return "", err
	}
	defer body.Close()
	return decodeList(body, visit)
}

// decodeList reads a list without holding it. It returns the token of the next
// page.
func decodeList[T any](body io.Reader, visit func(*T) error) (string, error) {
	decoder := json.NewDecoder(body)
	if err := expect(decoder, json.Delim('{')); err != nil {
		return "", err
	}
	var list metav1.ListMeta
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return "", unreadable(err)
		}
		switch key {
		case "metadata":
			err = decoder.Decode(&list)
		case "items":
			err = decodeItems(decoder, visit)
		default:
			var skipped json.RawMessage
			err = decoder.Decode(&skipped)
		}
		var stopped *stoppedError
		if errors.As(err, &stopped) {
			return "", err
		}
		if err != nil {
			return "", unreadable(err)
		}
	}
	return list.Continue, expect(decoder, json.Delim('}'))
}

func decodeItems[T any](decoder *json.Decoder, visit func(*T) error) error {
	start, err := decoder.Token()
	if err != nil || start == nil { // a list of nothing may be null
		return err
	}
	if start != json.Delim('[') {
		return fmt.Errorf("items is no list")
	}
	for decoder.More() {
		item := new(T)
		if err := decoder.Decode(item); err != nil {
			return err
		}
		if err := visit(item); err != nil {
			return &stoppedError{err}
		}
	}
	return expect(decoder, json.Delim(']'))
}

func expect(decoder *json.Decoder, want json.Delim) error {
	got, err := decoder.Token()
	if err == nil && got != want {
		err = fmt.Errorf("found %v where %v should be", got, want)
	}
	return unreadable(err)
}

func unreadable(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("reading the answer: %w", err)
}
