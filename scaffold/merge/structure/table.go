package structure

// identity is a row of the table of merge keys: what makes two items of a list
// the same item.
type identity struct {
	list  string // the key that the list stands under; "" matches none
	under string // the key above that one; empty: any
	kind  string // the kind of the document, alternatives apart by |; empty: any
	by    []string
}

// identities is the table. The first row whose list, under and kind match is
// the one that counts. Its expressions are tried in order, and the first by
// which all items on all sides have an identity, and no two the same, is used;
// where there is none, the list is merged by position.
//
// An expression is fields joined by "+". A field is a path in the item;
// "a/b" is the first of the two that is there, "a=x" defaults to x, "a?" may be
// missing, "a@" is a without the version behind an "@", "." is the item itself
// (a list of scalars is then a set), and ".=" is the item up to its first "=".
//
// Sources: the patchMergeKey and listMapKeys markers of the Kubernetes API
// types, where Kubernetes merges by key; the key a controller goes by, where
// its API replaces the whole list (tolerations, metrics, rules); the
// documentation of the tool that reads the file for everything else.
var identities = []identity{
	// Pods
	{list: "containers", by: []string{"name"}},
	{list: "initContainers", by: []string{"name"}},
	{list: "ephemeralContainers", by: []string{"name"}},
	{list: "volumes", by: []string{"name"}},
	{list: "env", by: []string{"name"}},
	{list: "envFrom", by: []string{"configMapRef.name? + secretRef.name? + prefix?"}},
	{list: "volumeMounts", by: []string{"mountPath"}},
	{list: "volumeDevices", by: []string{"devicePath"}},
	{list: "imagePullSecrets", by: []string{"name"}},
	{list: "tolerations", by: []string{"key? + operator=Equal + value? + effect?"}},
	{list: "topologySpreadConstraints", by: []string{"topologyKey", "topologyKey + whenUnsatisfiable"}},
	{list: "hostAliases", by: []string{"ip"}},
	{list: "readinessGates", by: []string{"conditionType"}},
	{list: "resourceClaims", by: []string{"name"}},
	{list: "schedulingGates", by: []string{"name"}},
	{list: "options", under: "dnsConfig", by: []string{"name"}},
	{list: "sysctls", by: []string{"name"}},
	{list: "volumeClaimTemplates", by: []string{"metadata.name"}},
	{list: "matchExpressions", by: []string{"key", "key + operator"}},
	{list: "items", under: "configMap", by: []string{"key"}},
	{list: "items", under: "secret", by: []string{"key"}},
	{list: "items", under: "downwardAPI", by: []string{"path"}},

	// Ports: of a container by number, of a Service by name where all have one
	{list: "ports", kind: "Service", by: []string{"name", "port + protocol=TCP"}},
	{list: "ports", by: []string{"containerPort + protocol=TCP", "name", "port + protocol=TCP", "published + target", "."}},

	// Metadata
	{list: "finalizers", by: []string{"."}},
	{list: "ownerReferences", by: []string{"uid"}},
	{list: "secrets", kind: "ServiceAccount", by: []string{"name"}},

	// Storage, scaling, policies
	{list: "accessModes", by: []string{"."}},
	{list: "metrics", kind: "HorizontalPodAutoscaler", by: []string{
		"type + resource.name? + containerResource.container? + containerResource.name? + pods.metric.name? + object.metric.name? + external.metric.name?"}},
	{list: "policies", under: "scaleUp", by: []string{"type"}},
	{list: "policies", under: "scaleDown", by: []string{"type"}},
	{list: "triggers", kind: "ScaledObject|ScaledJob", by: []string{"name", "type", "type + metadata.query?"}},
	{list: "policyTypes", by: []string{"."}},

	// Access
	{list: "rules", kind: "Role|ClusterRole", by: []string{"apiGroups? + resources? + resourceNames? + nonResourceURLs?"}},
	{list: "apiGroups", by: []string{"."}},
	{list: "verbs", by: []string{"."}},
	{list: "resourceNames", by: []string{"."}},
	{list: "nonResourceURLs", by: []string{"."}},
	{list: "subjects", by: []string{"kind + name + namespace?"}},
	{list: "webhooks", kind: "ValidatingWebhookConfiguration|MutatingWebhookConfiguration", by: []string{"name"}},

	// Routes
	{list: "rules", kind: "Ingress", by: []string{"host?"}},
	{list: "paths", under: "http", by: []string{"path", "path + pathType"}},
	{list: "tls", kind: "Ingress", by: []string{"secretName"}},
	{list: "hosts", by: []string{"."}},
	{list: "hostnames", by: []string{"."}},
	{list: "parentRefs", by: []string{"name", "name + sectionName? + port?"}},
	{list: "backendRefs", by: []string{"name", "name + port?"}},
	{list: "rules", kind: "HTTPRoute|GRPCRoute", by: []string{"name"}},
	{list: "listeners", by: []string{"name"}},

	// Custom resource definitions and OpenAPI
	{list: "versions", kind: "CustomResourceDefinition", by: []string{"name"}},
	{list: "additionalPrinterColumns", by: []string{"name"}},
	{list: "shortNames", by: []string{"."}},
	{list: "categories", by: []string{"."}},
	{list: "required", by: []string{"."}},
	{list: "x-kubernetes-list-map-keys", by: []string{"."}},
	{list: "parameters", by: []string{"name + in?", "$ref/name"}},
	{list: "servers", by: []string{"url"}},
	{list: "tags", by: []string{"name", "."}},

	// Prometheus
	{list: "groups", by: []string{"name"}},
	{list: "rules", under: "groups", by: []string{"alert/record", "alert/record + labels.severity?", "alert/record + labels.severity? + expr"}},
	{list: "scrape_configs", by: []string{"job_name"}},
	{list: "endpoints", kind: "ServiceMonitor", by: []string{"port/targetPort", "port/targetPort + path?"}},
	{list: "podMetricsEndpoints", by: []string{"port/targetPort", "port/targetPort + path?"}},
	{list: "receivers", by: []string{"name"}},
	{list: "input_series", by: []string{"series"}},
	{list: "rule_files", by: []string{"."}},

	// Kustomize
	{list: "resources", by: []string{"."}}, // and of the rules of a Role
	{list: "components", by: []string{"."}},
	{list: "bases", by: []string{"."}},
	{list: "crds", by: []string{"."}},
	{list: "configurations", by: []string{"."}},
	{list: "generators", by: []string{"."}},
	{list: "transformers", by: []string{"."}},
	{list: "validators", by: []string{"."}},
	{list: "patchesStrategicMerge", by: []string{"."}},
	{list: "patches", kind: "Kustomization|Component|", by: []string{"path/target.name/target.kind", "path? + target.kind? + target.name?"}},
	{list: "images", by: []string{"name"}},
	{list: "replicas", by: []string{"name"}},
	{list: "vars", by: []string{"name"}},
	{list: "configMapGenerator", by: []string{"name"}},
	{list: "secretGenerator", by: []string{"name"}},
	{list: "literals", by: []string{".="}},
	{list: "files", by: []string{"."}},
	{list: "envs", by: []string{"."}},
	{list: "helmCharts", by: []string{"releaseName/name"}},

	// Workflows, and other files of pipelines
	{list: "steps", by: []string{"id/name/uses/run/task/script", "id? + name? + uses? + run?", "uses@"}},
	{list: "needs", by: []string{"."}},
	{list: "branches", by: []string{"."}},
	{list: "types", by: []string{"."}},
	{list: "updates", by: []string{"package-ecosystem + directory?"}},
	{list: "repos", by: []string{"repo"}},
	{list: "hooks", by: []string{"id"}},
	{list: "enable", under: "linters", by: []string{"."}},
	{list: "disable", under: "linters", by: []string{"."}},

	// Compose
	{list: "depends_on", by: []string{"."}},
	{list: "environment", by: []string{".="}},
	{list: "env_file", by: []string{"."}},

	// Dashboards
	{list: "panels", by: []string{"id"}},
	{list: "list", under: "templating", by: []string{"name"}},
	{list: "list", under: "annotations", by: []string{"name"}},
	{list: "targets", by: []string{"refId"}},
	{list: "links", by: []string{"title"}},
	{list: "datasources", by: []string{"name"}},
	{list: "providers", by: []string{"name"}},

	// Renovate, package.json, tsconfig.json
	{list: "packageRules", by: []string{"description", "groupName",
		"matchPackageNames? + matchManagers? + matchDepTypes? + matchUpdateTypes? + matchDatasources?"}},
	{list: "extends", by: []string{"."}},
	{list: "matchPackageNames", by: []string{"."}},
	{list: "matchManagers", by: []string{"."}},
	{list: "ignorePaths", by: []string{"."}},
	{list: "keywords", by: []string{"."}},
	{list: "workspaces", by: []string{"."}},
	{list: "lib", by: []string{"."}},
	{list: "include", by: []string{"."}},
	{list: "exclude", by: []string{"."}},

	// A List of objects
	{list: "items", kind: "List", by: []string{"kind + metadata.namespace? + metadata.name"}},
}
