// Package json merges JSON by key, and lists by what tells their items apart.
// The changes of the template are spliced into the bytes of yours: order,
// indent and every value that the template did not change stay, and what is
// inserted takes on the indent of its neighbours.
//
// JSON with comments or trailing commas merges as text.
package json
