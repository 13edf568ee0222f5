package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"sync"
)

// populateWorker makes services: KUBECTL KUBECONFIG.
const populateWorker = "work-populate"

// makers are how many make services at once.
const makers = 8

// populate makes Deployments with no replicas, whose status says that they
// have three.
func populate(ctx context.Context, args []string, _ io.Writer) error {
	if len(args) != 2 {
		return fmt.Errorf("%s KUBECTL KUBECONFIG", populateWorker)
	}
	proxy := exec.CommandContext(ctx, args[0], "proxy", "--port=0", "--kubeconfig", args[1])
	out, err := proxy.StdoutPipe()
	if err != nil {
		return err
	}
	if err := proxy.Start(); err != nil {
		return fmt.Errorf("starting kubectl proxy: %w", err)
	}
	defer func() {
		_ = proxy.Process.Kill()
		_ = proxy.Wait()
	}()
	said, err := bufio.NewReader(out).ReadString('\n')
	address := regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(said)
	if err != nil || address == "" {
		return fmt.Errorf("starting kubectl proxy: it says %q", said)
	}
	numbers := make(chan int)
	errs := make(chan error, makers)
	var all sync.WaitGroup
	for range makers {
		all.Go(func() {
			for n := range numbers {
				if err := makeService(ctx, "http://"+address, n); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	for n := range listedServices {
		select {
		case numbers <- n:
		case err := <-errs:
			return err
		}
	}
	close(numbers)
	all.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}

func makeService(ctx context.Context, server string, n int) error {
	name := fmt.Sprintf("service-%04d", n)
	deployments := server + "/apis/apps/v1/namespaces/default/deployments"
	object := fmt.Sprintf(`{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":%q,"labels":{"app.kubernetes.io/managed-by":"kubectl-svc",
		"app.kubernetes.io/name":%[1]q,"app.kubernetes.io/instance":%[1]q,"kubectl-svc.dev/stage":"rapid","owner":"team-shop"}},
		"spec":{"replicas":0,"selector":{"matchLabels":{"app.kubernetes.io/name":%[1]q}},"template":{"metadata":{"labels":{"app.kubernetes.io/name":%[1]q}},
		"spec":{"containers":[{"name":"service","image":"registry.internal/shop/service:v1.2.3","resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"128Mi"}}}]}}}}`, name)
	if err := request(ctx, http.MethodPost, deployments, "application/json", object); err != nil {
		return err
	}
	return request(ctx, http.MethodPatch, deployments+"/"+name+"/status", "application/merge-patch+json",
		`{"status":{"observedGeneration":1,"replicas":3,"readyReplicas":3,"availableReplicas":3,"updatedReplicas":3}}`)
}

func request(ctx context.Context, method, url, contentType, body string) error {
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", contentType)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= http.StatusMultipleChoices {
		err = fmt.Errorf("%s %s: %s: %s", method, url, resp.Status, answer)
	}
	return err
}
