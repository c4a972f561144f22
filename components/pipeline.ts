import { furtherProjects } from '../core/pipeline/further-projects';
import { fromRoot } from '../core/pipeline/steps/directory';
import { manager } from '../core/pipeline/steps/managers';
import * as pulumi from '@pulumi/pulumi';
import { codeOwnersBlock } from '../core/guard/code-owners';
import { codeOwnersPaths } from '../core/guard/owners-file';
import { restrictedPaths } from '../core/guard/restricted-paths';
import { type ChangeKind } from '../core/kernel/change-kinds';
import { asOwn } from '../core/kernel/marker';
import { type Problem, ProblemsError } from '../core/kernel/problem';
import { pipelineComponent } from '../core/kernel/resource-types';
import { type RepositoryOptions } from '../core/kernel/repository-options';
import { CacheSettings } from '../provider/cache-settings';
import { RepositorySettings } from '../provider/repository-settings';
import { houseDefaults } from '../core/config/defaults';
import { guardSummary } from '../core/config/guard-summary';
import { ciPath, guardCheck, guardedBy, renderPipeline, usedActions } from '../core/pipeline';
import { type PipelineSettings } from '../core/config/pipeline-settings';
import { ActionsSettings, type ActionsSettingsArgs } from './actions-settings';
import { BranchProtection, type BranchProtectionArgs } from './branch-protection';
import { type EnvironmentArgs, Environments } from './environments';
import { PushRestriction } from './push-restriction';
import { RepositorySecrets } from './repository-secrets';
import { TagProtection } from './tag-protection';
import { type Toolkit, toolkitFiles } from './toolkit';
import { type DeliveryArgs, WorkflowFiles } from './workflow-files';

/** How a repository's long-lived branches are protected; see {@link BranchProtectionArgs}. */
export type ProtectionArgs = Omit<
  BranchProtectionArgs,
  'repository' | 'branches' | 'requiredChecks' | 'queueMinutes' | 'kind' | 'guard'
> & {
  /** `none`: Gatehouse leaves the branches' protection to someone else. */
  readonly kind: BranchProtectionArgs['kind'] | 'none';
  /**
   * When a check is required: `firstSuccess`, after it succeeded once, so that a pipeline that fails everywhere blocks no
   * one; `delivery`, as soon as its workflow is on the branch, as always in the delivery mode `files`.
   */
  readonly requireAfter: 'firstSuccess' | 'delivery';
  /** Kinds of pull requests that rules of others may keep from ever being merged. */
  readonly acceptBlocked: readonly ChangeKind[];
};

/** What GitHub Actions may do in the repository. */
export type ActionsPolicy = Omit<
  ActionsSettingsArgs,
  'repository' | 'labels' | 'allowedActions'
> & {
  /** `pipeline`: the actions that the delivered workflows use, and those of `selected` if it is given. */
  readonly allowedActions: ActionsSettingsArgs['allowedActions'] | 'pipeline';
};

/** Arguments of {@link Pipeline}. */
export interface PipelineArgs {
  /** What the workflows are rendered from. */
  readonly settings: PipelineSettings;
  readonly delivery: DeliveryArgs;
  readonly protection: ProtectionArgs;
  /** Values by name of the repository's own secrets and variables. */
  readonly secrets: {
    readonly actions: Readonly<Record<string, pulumi.Input<string>>>;
    readonly dependabot: Readonly<Record<string, pulumi.Input<string>>>;
  };
  readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
  readonly environments: Readonly<Record<string, EnvironmentArgs>>;
  /** What GitHub Actions may do in the repository. Default: pinned actions only, and a read-only token. */
  readonly actions?: ActionsPolicy;
  /** Options of the repository itself; one that is absent is left alone. Default: none. */
  readonly options?: RepositoryOptions;
  /** Patterns of tags that no one may move or delete, such as `v*`. Default: none. */
  readonly protectedTags?: readonly string[];
  /**
   * Environments, Actions settings, labels, secrets and variables stay as they are when the pipeline is deleted. Default:
   * false.
   */
  readonly retainOnDelete?: boolean;
  /**
   * The files say that they are the repository's own, and stay with the protection when the pipeline is deleted. Default:
   * false.
   */
  readonly eject?: boolean;
  /** Files of the repository that the pipeline replaces; not in the delivery mode `files`. Default: none. */
  readonly replaces?: readonly string[];
  /** Jobs of the repository's own workflows that the pipeline replaces, by path. Default: none. */
  readonly replacesJobs?: Readonly<Record<string, readonly string[]>>;
  /**
   * Commit at which ci.yml calls the pipeline in the central repository, where `settings.reuse` names one: that of
   * {@link ReusableWorkflows.commits} for the path of `called` that `renderPipeline` gives.
   */
  readonly calledAt?: pulumi.Input<string>;
  /** Limits of GitHub's cache service; absent values are left as GitHub has them. */
  readonly caches: { readonly retentionDays?: number; readonly storageLimitGb?: number };
  /** The built files that are delivered beside the workflows. */
  readonly toolkit: Toolkit;
}

/**
 * One repository's whole CI architecture: its files, the protection that requires their checks, secrets, variables,
 * environments, cache limits and Actions settings. Needs the providers `github` and `gatehouse` (`opts.providers`).
 *
 * Files are delivered before the protection that requires their checks, and on destruction the protection goes first.
 *
 * @throws {ProblemsError} when the settings cannot be rendered to workflows that GitHub accepts.
 */
export class Pipeline extends pulumi.ComponentResource {
  /** Check contexts that pull requests need. */
  readonly requiredChecks: pulumi.Output<readonly string[]>;
  readonly commitSha: pulumi.Output<string | undefined>;
  readonly pending: pulumi.Output<boolean>;
  readonly pullRequestUrl: pulumi.Output<string | undefined>;
  /**
   * How far a change is kept from weakening the gate that judges it: `guard.level`, and what goes with it. The ruleset of a
   * required workflow is the organization's, and a component of its own (`RequiredWorkflow`).
   */
  readonly guard: pulumi.Output<string>;

  constructor(name: string, args: PipelineArgs, opts: pulumi.ComponentResourceOptions) {
    const { settings } = args;
    const { repository, defaultBranch } = settings;
    super(
      pipelineComponent,
      name,
      { owner: settings.owner, repository, gates: settings.gates, guard: settings.guard.level },
      opts,
    );
    const rendered = renderPipeline(settings);
    if (rendered.problems.length > 0) throw new ProblemsError(rendered.problems);

    if (rendered.called !== undefined && args.calledAt === undefined)
      throw new ProblemsError([callWithoutCommit(settings)]);

    const child = { parent: this };
    const { kind, requireAfter, acceptBlocked, ...protection } = args.protection;
    const eject = args.eject === true;
    const staying = { ...child, retainOnDelete: eject };
    const files = new WorkflowFiles(
      `${name}-files`,
      {
        repository,
        branch: defaultBranch,
        files: {
          ...Object.fromEntries(
            rendered.files.map(({ path, content }) => [path, eject ? asOwn(content) : content]),
          ),
          ...toolkitFiles(args.toolkit, settings),
        },
        delivery: args.delivery,
        requireOneOf: [
          ...[settings, ...furtherProjects(settings).map((project) => project.settings)].flatMap(
            marksOf,
          ),
          // Without code owners GitHub asks no one for the review that the rule requires.
          ...(args.protection.kind !== 'none' &&
          args.protection.codeOwnerReview &&
          settings.guard.level !== 'owned'
            ? [codeOwnersPaths]
            : []),
        ],
        checks: rendered.requiredChecks,
        ...(requireAfter === 'firstSuccess' ? { provenBy: ciPath } : {}),
        ...(args.replaces === undefined ? {} : { replaces: args.replaces }),
        ...(args.replacesJobs === undefined ? {} : { replacesJobs: args.replacesJobs }),
        ...(rendered.called === undefined || args.calledAt === undefined
          ? {}
          : { pin: args.calledAt }),
        merged: rendered.files.flatMap(({ path, isMerged }) => (isMerged === true ? [path] : [])),
        ...(eject ? {} : { dataBranch: settings.readiness.dataBranch }),
        acceptBlocked,
        ...(settings.guard.level === 'owned'
          ? {
              shared: {
                paths: codeOwnersPaths,
                block: (eject ? asOwn : String)(codeOwnersBlock(settings.guard.owners)),
              },
            }
          : {}),
      },
      staying,
    );
    // A check that no workflow on the branch reports would block every pull request, and so would one that cannot succeed.
    // So a new name is required once its workflow is there, and until then the name before stays required.
    this.requiredChecks = files.checksOnBranch;
    if (kind !== 'none') {
      new BranchProtection(
        `${name}-protection`,
        {
          repository,
          branches: [defaultBranch, ...settings.branches],
          kind,
          requiredChecks: this.requiredChecks,
          queueMinutes: rendered.queueMinutes,
          ...protection,
          guard: guardOf(settings),
        },
        { ...staying, dependsOn: [files] },
      );
    }
    if (settings.guard.restrictPushes) {
      const { bypassApps } = args.protection;
      new PushRestriction(
        `${name}-pushes`,
        { repository, paths: restrictedPaths, bypassApps },
        { ...staying, dependsOn: [files] },
      );
    }
    const kept = { ...child, retainOnDelete: args.retainOnDelete === true };
    // A fleet's plan grows with its resources, so a component that would hold nothing is left out.
    if ([args.secrets.actions, args.secrets.dependabot, args.variables].some(hasEntries)) {
      new RepositorySecrets(
        `${name}-secrets`,
        { repository, ...args.secrets, variables: args.variables },
        kept,
      );
    }
    if (hasEntries(args.environments)) {
      new Environments(
        `${name}-environments`,
        { repository, environments: args.environments },
        kept,
      );
    }
    new ActionsSettings(
      `${name}-actions`,
      {
        repository,
        ...actionsArgs(args.actions ?? houseDefaults.actions, settings.owner, [
          ...rendered.files,
          ...(rendered.called === undefined ? [] : [rendered.called]),
        ]),
        labels: labelsOf(settings),
      },
      kept,
    );
    if (args.caches.retentionDays !== undefined || args.caches.storageLimitGb !== undefined) {
      new CacheSettings(`${name}-caches`, { repository, ...args.caches }, child);
    }
    if (args.options !== undefined && hasEntries(args.options)) {
      // What was there before is given back when the repository leaves; an ejected one keeps what it has.
      new RepositorySettings(`${name}-settings`, { repository, ...args.options }, staying);
    }
    if (args.protectedTags !== undefined && args.protectedTags.length > 0) {
      const { bypassApps } = protection;
      new TagProtection(
        `${name}-tags`,
        { repository, patterns: args.protectedTags, bypassApps },
        staying,
      );
    }
    this.commitSha = files.commitSha;
    this.pending = files.pending;
    this.pullRequestUrl = files.pullRequestUrl;
    this.guard = pulumi.output(guardSummary(settings.guard));
    this.registerOutputs({
      requiredChecks: this.requiredChecks,
      guard: this.guard,
      commitSha: this.commitSha,
      pending: this.pending,
      pullRequestUrl: this.pullRequestUrl,
    });
  }
}

function guardOf(settings: PipelineSettings): BranchProtectionArgs['guard'] {
  const guarded = guardedBy(settings);
  return guarded && { check: guardCheck, appId: guarded.appId };
}

/**
 * The policy on actions, with what the delivered workflows use where it says so, and the workflows that they call. GitHub
 * always allows those of the owner's own repositories.
 */
function actionsArgs(
  { allowedActions, selected, ...rest }: ActionsPolicy,
  owner: string,
  files: Parameters<typeof usedActions>[0],
): Omit<ActionsSettingsArgs, 'repository' | 'labels'> {
  if (allowedActions !== 'pipeline')
    return { ...rest, allowedActions, ...(selected === undefined ? {} : { selected }) };
  const {
    githubOwnedAllowed = false,
    verifiedAllowed = false,
    patternsAllowed = [],
  } = selected ?? {};
  const own = `${owner.toLowerCase()}/`;
  const used = usedActions(files).filter((pattern) => !pattern.toLowerCase().startsWith(own));
  return {
    ...rest,
    allowedActions: 'selected',
    selected: {
      githubOwnedAllowed,
      verifiedAllowed,
      patternsAllowed: [...new Set([...used, ...patternsAllowed])],
    },
  };
}

function callWithoutCommit({ reuse, repository }: PipelineSettings): Problem {
  return {
    code: 'call-without-commit',
    path: `calledAt of ${repository}`,
    message: `is missing: ci.yml calls a workflow of ${reuse?.repository ?? ''}`,
    allowed: 'the commit of a ReusableWorkflows that has the workflow',
  };
}

function hasEntries(values: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(values).length > 0;
}

function labelsOf(
  settings: PipelineSettings,
): { name: string; color: string; description: string }[] {
  return [
    {
      name: settings.readiness.overrideLabel,
      color: 'd93f0b',
      description: 'Maintainers only: merge with a readiness score below the threshold',
    },
  ];
}

/** The files of a project by which a repository is known for the right one: of each list one must be there. */
const marksOf = (settings: PipelineSettings): readonly (readonly string[])[] =>
  manager(settings.python)
    .marks(settings.python)
    .map((files) => files.map((file) => fromRoot(settings, file)));
