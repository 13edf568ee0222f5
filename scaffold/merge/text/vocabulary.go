package text

// vocabulary numbers the distinct lines of several texts, so that comparing
// two lines is comparing two numbers.
type vocabulary map[string]int32

func (v vocabulary) number(lines []line) []int32 {
	ids := make([]int32, len(lines))
	for i, l := range lines {
		id, known := v[l.body]
		if !known {
			id = int32(len(v))
			v[l.body] = id
		}
		ids[i] = id
	}
	return ids
}
