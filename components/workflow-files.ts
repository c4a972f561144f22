import * as github from '@pulumi/github';
import * as pulumi from '@pulumi/pulumi';
import { type ChangeKind } from '../core/kernel/change-kinds';
import { retainOption } from './retain-option';
import { stackId } from './stack-id';
import { WorkflowCommit } from '../provider/workflow-commit';

/** How files reach a repository. */
export interface DeliveryArgs {
  /**
   * `commit`: one atomic commit on the branch. `pullRequest`: one open pull request, updated in place. `files`: one
   * commit per file with published providers only.
   */
  readonly mode: 'commit' | 'pullRequest' | 'files';
  /** Take over hand-written files that already exist at the delivered paths. */
  readonly adopt: boolean;
  /** Branch the pull request comes from. */
  readonly pullRequestBranch: string;
}

/** Arguments of {@link WorkflowFiles}. */
export interface WorkflowFilesArgs {
  /** Bare name of the repository. */
  readonly repository: string;
  /** Branch the files are for. */
  readonly branch: string;
  /** Contents by path; large or built files as assets, so that state holds only their hash. */
  readonly files: Readonly<Record<string, string | pulumi.asset.FileAsset>>;
  readonly delivery: DeliveryArgs;
  /** Groups of paths of which at least one must exist, checked before anything is changed. */
  readonly requireOneOf: readonly (readonly string[])[];
  /** Files of the repository that these replace: overwritten or removed, and given back later. Default: none. */
  readonly replaces?: readonly string[];
  /** Jobs of workflows of the repository that these replace, by path; not in the mode `files`. Default: none. */
  readonly replacesJobs?: Readonly<Record<string, readonly string[]>>;
  /**
   * Paths among `files` of which only entries between marks are ours, where the repository has such a file and it is not in
   * `replaces`; not in the mode `files`. Default: none.
   */
  readonly merged?: readonly string[];
  /** Lines in a file of the repository's own, see {@link WorkflowCommit}; not in the mode `files`. Default: none. */
  readonly shared?: { readonly paths: readonly string[]; readonly block: string };
  /** Names of the checks that the workflows among the files report. */
  readonly checks: readonly string[];
  /** Path of the workflow whose checks may be required after their first success; see {@link WorkflowCommit}. */
  readonly provenBy?: string;
  /** Branch on which the repository says which stack manages it. Default: it does not say so. */
  readonly dataBranch?: string;
  /**
   * Commit that takes the place of git's null object name in the texts, see {@link WorkflowCommit}; not in the mode `files`.
   * Default: none.
   */
  readonly pin?: pulumi.Input<string>;
  /** Kinds of pull requests that may stay unmergeable. Default: none. */
  readonly acceptBlocked?: readonly ChangeKind[];
}

/**
 * The files Gatehouse keeps in one repository: workflows, Dependabot's configuration, the preflight and the action.
 * Files it does not list are never touched.
 */
export class WorkflowFiles extends pulumi.ComponentResource {
  /** Head commit of the branch after the delivery; absent in `files` mode. */
  readonly commitSha: pulumi.Output<string | undefined>;
  /** Whether the files wait in a pull request and are not on the branch yet. */
  readonly pending: pulumi.Output<boolean>;
  /** Address of that pull request. */
  readonly pullRequestUrl: pulumi.Output<string | undefined>;
  /** Names of the checks that protection may require. */
  readonly checksOnBranch: pulumi.Output<readonly string[]>;

  constructor(name: string, args: WorkflowFilesArgs, opts?: pulumi.ComponentResourceOptions) {
    const { repository, branch, delivery } = args;
    super(
      'gatehouse:github:WorkflowFiles',
      name,
      { repository, branch, mode: delivery.mode, paths: Object.keys(args.files) },
      opts,
    );
    const delivered =
      delivery.mode === 'files'
        ? deliverFiles(name, args, { parent: this, ...retainOption(opts) })
        : deliverCommit(name, args, delivery.mode, { parent: this, ...retainOption(opts) });
    this.commitSha = delivered.commitSha;
    this.pending = delivered.pending;
    this.pullRequestUrl = delivered.pullRequestUrl;
    this.checksOnBranch = delivered.checksOnBranch;
    this.registerOutputs({ ...delivered });
  }
}

interface Delivered {
  readonly commitSha: pulumi.Output<string | undefined>;
  readonly pending: pulumi.Output<boolean>;
  readonly pullRequestUrl: pulumi.Output<string | undefined>;
  readonly checksOnBranch: pulumi.Output<readonly string[]>;
}

function deliverCommit(
  name: string,
  args: WorkflowFilesArgs,
  mode: 'commit' | 'pullRequest',
  opts: pulumi.CustomResourceOptions,
): Delivered {
  const { repository, branch, files, delivery, requireOneOf, checks, acceptBlocked = [] } = args;
  const { replacesJobs = {} } = args;
  const merged = (args.merged ?? []).filter((path) => args.replaces?.includes(path) !== true);
  const commit = new WorkflowCommit(
    `${name}-commit`,
    {
      repository,
      branch,
      files: { ...files },
      message: 'ci: update the pipeline managed by Gatehouse',
      adopt: delivery.adopt,
      delivery: mode,
      requireOneOf: requireOneOf.map((group) => [...group]),
      checks: [...checks],
      ...(args.provenBy === undefined ? {} : { provenBy: args.provenBy }),
      ...(args.replaces === undefined ? {} : { replaces: [...args.replaces] }),
      ...(Object.keys(replacesJobs).length === 0 ? {} : { replacesJobs: copied(replacesJobs) }),
      ...(merged.length === 0 ? {} : { merged }),
      ...(acceptBlocked.length === 0 ? {} : { acceptBlocked: [...acceptBlocked] }),
      ...(args.pin === undefined ? {} : { pin: args.pin }),
      ...(args.shared === undefined
        ? {}
        : { shared: { paths: [...args.shared.paths], block: args.shared.block } }),
      ...(args.dataBranch === undefined
        ? {}
        : { owner: { stack: stackId(), branch: args.dataBranch } }),
      ...(mode === 'pullRequest'
        ? {
            pullRequest: {
              branch: delivery.pullRequestBranch,
              title: 'ci: update the pipeline managed by Gatehouse',
              body: pullRequestBody,
            },
          }
        : {}),
    },
    opts,
  );
  return {
    commitSha: commit.commitSha,
    pending: commit.pending,
    pullRequestUrl: commit.pullRequestUrl,
    checksOnBranch: commit.checksOnBranch,
  };
}

const copied = (lists: Readonly<Record<string, readonly string[]>>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(lists).map(([key, list]) => [key, [...list]]));

/** One file after the other: GitHub refuses parallel commits to one branch with 409. */
function deliverFiles(
  name: string,
  args: WorkflowFilesArgs,
  opts: pulumi.CustomResourceOptions,
): Delivered {
  const { repository, branch, files, delivery } = args;
  let previous: github.RepositoryFile | undefined;
  for (const [path, content] of Object.entries(files)) {
    const dependsOn: github.RepositoryFile[] = previous === undefined ? [] : [previous];
    previous = new github.RepositoryFile(
      `${name}-${path}`,
      {
        repository,
        branch,
        file: path,
        content: typeof content === 'string' ? content : assetText(content),
        commitMessage: `ci: update ${path}, managed by Gatehouse`,
        overwriteOnCreate: delivery.adopt,
      },
      { ...opts, dependsOn },
    );
  }
  const last = previous === undefined ? pulumi.output('') : previous.sha;
  return {
    commitSha: previous === undefined ? pulumi.output(undefined) : previous.commitSha,
    pending: last.apply(() => false),
    pullRequestUrl: pulumi.output(undefined),
    checksOnBranch: last.apply(() => args.checks),
  };
}

async function assetText(asset: pulumi.asset.FileAsset): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return readFile(await asset.path, 'utf8');
}

const pullRequestBody = [
  'This pull request updates the pipeline files to match the infrastructure program.',
  'It is updated in place. You can close it; the next deployment reopens it.',
  '',
  'Edit the stack configuration, not these files: the next deployment overwrites changes made here.',
].join('\n');
