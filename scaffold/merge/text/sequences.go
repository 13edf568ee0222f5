package text

// Span is a half-open range of items of a sequence, counted from 0.
type Span struct{ From, To int }

// Region is a stretch of a base sequence that at least one side changed, with
// what stands in its place on each side.
type Region struct {
	Base, Yours, Template         Span
	YoursChanged, TemplateChanged bool
}

// Regions compares any three sequences as Merge compares lines: items are
// numbers below vocabulary, edits that overlap or touch are in one region. The
// regions come in order, with at least one common item between any two.
func Regions(base, yours, template []int32, vocabulary int) []Region {
	found := regions(diff(base, yours, vocabulary), diff(base, template, vocabulary))
	all := make([]Region, len(found))
	for i, r := range found {
		all[i] = Region{
			Base: Span{r.base.from, r.base.to}, Yours: Span{r.yours.from, r.yours.to}, Template: Span{r.template.from, r.template.to},
			YoursChanged: r.yoursChanged, TemplateChanged: r.templateChanged,
		}
	}
	return all
}
