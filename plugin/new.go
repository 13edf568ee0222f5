package plugin

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
)

type newOptions struct {
	req      scaffold.NewRequest
	platform []string
	dryRun   dryRunFlag
	output   outputFlag
	settle   settleFlags // of an adoption
	repeated []string    // the flags that the next command has to repeat
}

func newNewCommand(a *app) *cobra.Command {
	o := &newOptions{}
	cmd := &cobra.Command{
		Use:     "new NAME",
		GroupID: groupService,
		Short:   "Make a service from the templates of a stage",
		Long: `Make a service in ./NAME, or in the folder that --dir names.

Other files in that folder stay. If a planned path exists with other content,
the command names all of them and writes nothing.

With --adopt a folder that exists becomes a service instead: files that are as
the template has them are taken over, others are merged with it, and what cannot
be merged is marked. While a conflict is open the folder is no service yet:
settle it and run again with --continue, or undo everything with --abort.`,
		Example: `  # A prototype in ./orders
  kubectl svc new orders

  # Straight to a later stage, into an existing repository
  kubectl svc new orders --stage critical --dir . --set owner=team-checkout --set image=registry.internal/orders

  # See the files first
  kubectl svc new orders --dry-run

  # Bring what is in this folder under management
  kubectl svc new orders --adopt --dir . --dry-run
  kubectl svc new orders --adopt --dir .`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && (a.prompter != nil || o.settle.ends()) {
				return nil
			}
			if len(args) == 0 {
				return usage(cmd, "the service's name is missing: kubectl svc new NAME")
			}
			if len(args) > 1 {
				return usage(cmd, "name one service, not %d: kubectl svc new NAME", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.complete(a, cmd, args); err != nil {
				return err
			}
			switch {
			case o.settle.ends():
				return o.endAdoption(cmd.Context(), a)
			case o.req.Adopt:
				return o.adopt(cmd.Context(), a)
			}
			return o.run(cmd.Context(), a)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	fs := cmd.Flags()
	fs.StringVar(&o.req.Stage, "stage", "", "Stage to start at (default: the pack's first)")
	fs.StringVar(&o.req.Language, "language", "", "Language of the service (default: the pack's first)")
	fs.StringVar(&o.req.Pack, "pack", "", "Template pack: a folder, an archive, git+https://…//FOLDER@REF or oci://…:TAG (default: the built-in standard pack)")
	fs.StringVar(&o.req.Dir, "dir", "", "Folder to make the service in (default: ./NAME)")
	addSet(cmd, &o.req.Set)
	fs.BoolVar(&o.req.Adopt, "adopt", false, "Bring a folder that exists under management, merging what differs")
	o.settle.add(cmd)
	addPlatformFlag(cmd, &o.platform)
	o.dryRun.add(cmd)
	o.output.add(cmd, "json", "yaml", "name")
	completeFromPack(cmd, "stage", stageNames)
	completeFromPack(cmd, "language", languageNames)
	return cmd
}

func (o *newOptions) complete(a *app, cmd *cobra.Command, args []string) (err error) {
	if err := o.dryRun.validate(cmd); err != nil {
		return err
	}
	if err := o.output.validate(cmd); err != nil {
		return err
	}
	if o.req.Platform, err = platforms(cmd, o.platform); err != nil {
		return err
	}
	if err := o.validateAdoption(cmd); err != nil {
		return err
	}
	if len(args) == 1 {
		o.req.Name = args[0]
	}
	if len(args) == 1 || o.settle.ends() {
		return nil
	}
	if o.req.Name, err = a.prompter.Input("Name of the service", "a DNS label, such as orders", "", record.ValidateName); err != nil {
		return err
	}
	p, err := source.Open(cmd.Context(), o.req.Pack, ".")
	if err != nil {
		return err
	}
	if len(p.Spec.Languages) > 1 && !cmd.Flags().Changed("language") {
		i, err := a.prompter.Select("Language it is written in", p.Spec.Languages)
		if err != nil {
			return err
		}
		o.req.Language = p.Spec.Languages[i]
	}
	if cmd.Flags().Changed("stage") {
		return nil
	}
	options := make([]string, len(p.Spec.Stages))
	for i, s := range p.Spec.Stages {
		options[i] = s.Name + ": " + s.Summary
	}
	i, err := a.prompter.Select("Stage it is in", options)
	if err != nil {
		return err
	}
	o.req.Stage = p.Spec.Stages[i].Name
	return nil
}

func (o *newOptions) run(ctx context.Context, a *app) error {
	if slices.Equal(o.req.Platform, []string{autoPlatform}) {
		p, err := source.Open(ctx, o.req.Pack, ".")
		if err != nil {
			return err
		}
		if o.req.Platform, err = a.detect(ctx, p); err != nil {
			fmt.Fprintf(a.streams.ErrOut, "warning: platform none, since no cluster could be asked: %v; once there is one: kubectl svc update --platform auto\n", err)
			o.req.Platform = []string{}
		}
	}
	var proposal *scaffold.Proposal
	err := a.askMissing(&o.req.Set, func() (err error) {
		proposal, err = scaffold.New(ctx, o.req, a.engine...)
		return err
	})
	if err != nil {
		return err
	}
	if o.dryRun.value == dryRunServer {
		if err := a.refused(ctx, proposal.Environments); err != nil {
			return err
		}
	}
	if !o.dryRun.on() {
		if err := scaffold.Create(ctx, o.req, proposal); err != nil {
			return err
		}
	}
	if done, err := o.output.plan(a, proposal.Plan, o.req.Name); done {
		return err
	}
	a.warn(stateWarnings(ctx, o.req.TargetDir())...)
	view := print.Plan{Name: o.req.Name, Pack: proposal.Pack.String(), Plan: proposal.Plan, DryRun: o.dryRun.on(), After: print.After{Make: proposal.Has("Makefile")}}
	view.New(a.streams.Out, filepath.ToSlash(o.req.TargetDir()))
	return nil
}
