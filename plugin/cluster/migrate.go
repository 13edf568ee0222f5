package cluster

import (
	"context"
	"slices"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/client-go/util/csaupgrade"
)

// clientSide are the field managers of 'kubectl apply' without --server-side,
// and of our own updates by other means.
var clientSide = sets.New("kubectl-client-side-apply")

// appliedClientSide tells whether an earlier client-side apply owns fields.
func (i *item) appliedClientSide() bool {
	return i.live != nil && slices.ContainsFunc(i.live.GetManagedFields(), func(e metav1.ManagedFieldsEntry) bool {
		return clientSide.Has(e.Manager) && e.Operation == metav1.ManagedFieldsOperationUpdate && e.Subresource == ""
	})
}

// onlyClientSide tells whether all that is in the way is such an apply.
func onlyClientSide(found []Rejection) bool {
	return !slices.ContainsFunc(found, func(r Rejection) bool { return !clientSide.Has(r.Owner) })
}

// migrate makes the fields of an earlier client-side apply ours, so that a
// field which is no longer in the manifests goes, as it would have gone then.
func (c *Connection) migrate(ctx context.Context, i *item) error {
	for i.appliedClientSide() {
		patch, err := csaupgrade.UpgradeManagedFieldsPatch(i.live, clientSide, FieldManager)
		if err != nil {
			return err
		}
		live, err := c.client(i).Patch(ctx, i.want.GetName(), types.JSONPatchType, patch, metav1.PatchOptions{FieldManager: FieldManager})
		switch {
		case err == nil:
			i.live = live
			return nil
		case !apierrors.IsConflict(err):
			return c.failed(err, i.attempt("patch"))
		}
		if err := c.look(ctx, i); err != nil { // somebody was quicker
			return err
		}
	}
	return nil
}
