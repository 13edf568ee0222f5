package print

import (
	"encoding/xml"
	"fmt"
	"io"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
)

// The parts of JUnit's XML that CI systems read.
type (
	testSuite struct {
		XMLName  xml.Name   `xml:"testsuite"`
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Skipped  int        `xml:"skipped,attr"`
		Cases    []testCase `xml:"testcase"`
	}
	testCase struct {
		Class   string     `xml:"classname,attr"`
		Name    string     `xml:"name,attr"`
		Failure *testNote  `xml:"failure,omitempty"`
		Skipped *testNote  `xml:"skipped,omitempty"`
		Output  *plainText `xml:"system-out,omitempty"`
	}
	testNote struct {
		Type    string `xml:"type,attr,omitempty"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
	plainText struct {
		Text string `xml:",chardata"`
	}
)

// JUnit prints a report as CI systems show tests: a gate that blocks is a
// failure, one that is waived or was not looked at is skipped.
func JUnit(w io.Writer, r *gate.Report) error {
	suite := testSuite{Name: r.Service + " " + r.For, Tests: len(r.Gates)}
	for _, g := range r.Gates {
		c := testCase{Class: r.Service + "." + r.For, Name: g.ID + " " + g.Title}
		switch {
		case g.Blocks():
			suite.Failures++
			c.Failure = &testNote{Type: string(g.Verdict), Message: g.Evidence, Text: g.Remedy}
		case g.Verdict == gate.Waived, g.Verdict == gate.Skipped:
			suite.Skipped++
			c.Skipped = &testNote{Message: g.Evidence}
		default:
			c.Output = &plainText{Text: fmt.Sprintf("%s (%s): %s", g.Verdict, g.Severity, g.Evidence)}
		}
		suite.Cases = append(suite.Cases, c)
	}
	out, err := xml.MarshalIndent(suite, "", "  ")
	if err != nil {
		return fmt.Errorf("printing as junit: %w", err)
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, out)
	return err
}
