#!/bin/sh
# Brings the image IMAGE:dev and the dev overlay to the cluster of the current
# context. `make deploy-dev` calls it.
set -eu

: "${NAME:?}" "${IMAGE:?}"
context=$(kubectl config current-context)

# A tag made of the content: what did not change is not rolled out again, and
# what did change is never taken from a node's cache.
id=$(docker image inspect --format '{{.Id}}' "$IMAGE:dev")
tag=dev-$(printf %s "${id#sha256:}" | cut -c1-12)
docker tag "$IMAGE:dev" "$IMAGE:$tag"

case $context in
kind-*) kind load docker-image --name "${context#kind-}" "$IMAGE:$tag" ;;
k3d-*) k3d image import --cluster "${context#k3d-}" "$IMAGE:$tag" ;;
minikube) minikube image load "$IMAGE:$tag" ;;
docker-desktop | orbstack | rancher-desktop | colima) ;; # they share the engine's images
*)
	case $IMAGE in
	*/*) docker push "$IMAGE:$tag" ;;
	*)
		echo "error: $context cannot load local images: set the image parameter to a repository it can pull from" >&2
		exit 1
		;;
	esac
	;;
esac

kubectl kustomize deploy/overlays/dev |
	sed "s|image: $IMAGE:dev\$|image: $IMAGE:$tag|" |
	kubectl apply --server-side --field-manager=kubectl-svc -f -
kubectl rollout status "deployment/$NAME" --timeout=120s
