package plan

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// What a user writes behind # for a conflict, from the closest to what covers
// it by accident at no price.
func TestMatchField(t *testing.T) {
	const image = "Deployment/orders spec.template.spec.containers[orders].image"
	tests := []struct {
		pattern, field string
		want           int
	}{
		{image, image, thisField},
		{"spec.template.spec.containers[orders].image", image, thisField},
		{"Deployment/orders", image, partOfField},
		{"Deployment/orders spec.template", image, partOfField},
		{"spec.template.spec.containers", image, partOfField},
		{"spec.template.spec.containers[orders]", image, partOfField},
		{"spec.template.spec.containers[*].image", image, partOfField},
		{"*.image", image, partOfField},
		{"Deployment/*", image, partOfField},
		{"spec.templ", image, 0},
		{"spec.template.spec.containers[ord", image, 0},
		{"containers[orders].image", image, 0},
		{"Deployment/order", image, 0},
		{"StatefulSet/orders", image, 0},
		{image + ".tag", image, 0},
		{"metadata.labels[app.kubernetes.io/name]", "Service/a metadata.labels[app.kubernetes.io/name]", thisField},
		{"line 3", "line 3", thisField},
		{"line 3", "line 30", 0},
		{"require example.org/mod/v2", "require example.org/mod/v2", thisField},
		{"file", "file", thisField},
	}
	for _, tt := range tests {
		t.Run(tt.pattern+" for "+tt.field, func(t *testing.T) {
			assert.Equal(t, tt.want, matchField(tt.pattern, tt.field).level)
		})
	}
}

// Of two patterns for one field the longer one is the closer.
func TestCloserFieldsWin(t *testing.T) {
	const path, image = "d.yaml", "Deployment/a spec.containers[a].image"
	closest := []string{"d.yaml", "d.yaml#spec", "d.yaml#*.image", "d.yaml#spec.containers", "d.yaml#spec.containers[a].image", "d.yaml#" + image}
	for i := 1; i < len(closest); i++ {
		t.Run(closest[i], func(t *testing.T) {
			less := resolve(t, "yours="+closest[i-1])[0].covers(path, image)
			more := resolve(t, "yours="+closest[i])[0].covers(path, image)
			assert.True(t, less.less(more), "%v before %v", less, more)
		})
	}
}
