import { manager } from '../core/pipeline/steps/managers';
import * as pulumi from '@pulumi/pulumi';
import { codeOwnersPaths } from '../core/guard/gate-paths';
import { ProblemsError } from '../core/kernel/problem';
import { CacheSettings } from '../provider/cache-settings';
import { guardCheck, guardedBy, renderPipeline } from '../core/pipeline';
import { type PipelineSettings } from '../core/config/pipeline-settings';
import { ActionsSettings } from './actions-settings';
import { BranchProtection, type BranchProtectionArgs } from './branch-protection';
import { type EnvironmentArgs, Environments } from './environments';
import { RepositorySecrets } from './repository-secrets';
import { type Toolkit, toolkitFiles } from './toolkit';
import { type DeliveryArgs, WorkflowFiles } from './workflow-files';

/** How a repository's long-lived branches are protected; see {@link BranchProtectionArgs}. */
export type ProtectionArgs = Omit<
  BranchProtectionArgs,
  'repository' | 'branches' | 'requiredChecks' | 'kind' | 'guard'
> & {
  /** `none`: Gatehouse leaves the branches' protection to someone else. */
  readonly kind: BranchProtectionArgs['kind'] | 'none';
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
  /** How far a change is kept from weakening the gate that judges it: `guard.level`. */
  readonly guard: pulumi.Output<string>;

  constructor(name: string, args: PipelineArgs, opts: pulumi.ComponentResourceOptions) {
    const { settings } = args;
    const { repository, defaultBranch } = settings;
    super(
      'gatehouse:github:Pipeline',
      name,
      { owner: settings.owner, repository, gates: settings.gates, guard: settings.guard.level },
      opts,
    );
    const rendered = renderPipeline(settings);
    if (rendered.problems.length > 0) throw new ProblemsError(rendered.problems);

    const child = { parent: this };
    const files = new WorkflowFiles(
      `${name}-files`,
      {
        repository,
        branch: defaultBranch,
        files: {
          ...Object.fromEntries(rendered.files.map((file) => [file.path, file.content])),
          ...toolkitFiles(args.toolkit, settings),
        },
        delivery: args.delivery,
        requireOneOf: [
          ...manager(settings.python).marks(settings.python),
          // Without code owners GitHub asks nobody for the review that the rule requires.
          ...(args.protection.kind !== 'none' && args.protection.codeOwnerReview
            ? [codeOwnersPaths]
            : []),
        ],
        checks: rendered.requiredChecks,
        dataBranch: settings.readiness.dataBranch,
      },
      child,
    );
    // A check that no workflow on the branch reports would block every pull request. So a new name is required once its
    // workflow is there, and until then the name before stays required.
    this.requiredChecks = files.checksOnBranch;
    const { kind, ...protection } = args.protection;
    if (kind !== 'none') {
      new BranchProtection(
        `${name}-protection`,
        {
          repository,
          branches: [defaultBranch, ...settings.branches],
          kind,
          requiredChecks: this.requiredChecks,
          ...protection,
          guard: guardOf(settings),
        },
        { ...child, dependsOn: [files] },
      );
    }
    // A fleet's plan grows with its resources, so a component that would hold nothing is left out.
    if ([args.secrets.actions, args.secrets.dependabot, args.variables].some(hasEntries)) {
      new RepositorySecrets(
        `${name}-secrets`,
        { repository, ...args.secrets, variables: args.variables },
        child,
      );
    }
    if (hasEntries(args.environments)) {
      new Environments(
        `${name}-environments`,
        { repository, environments: args.environments },
        child,
      );
    }
    new ActionsSettings(`${name}-actions`, { repository, labels: labelsOf(settings) }, child);
    if (args.caches.retentionDays !== undefined || args.caches.storageLimitGb !== undefined) {
      new CacheSettings(`${name}-caches`, { repository, ...args.caches }, child);
    }
    this.commitSha = files.commitSha;
    this.pending = files.pending;
    this.pullRequestUrl = files.pullRequestUrl;
    this.guard = pulumi.output(settings.guard.level);
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
