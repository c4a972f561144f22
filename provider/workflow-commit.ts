import * as pulumi from '@pulumi/pulumi';
import { gatehouseTypes } from '../core/kernel/resource-types';

/** Arguments of {@link WorkflowCommit}. */
export interface WorkflowCommitArgs {
  /** Bare name of the repository; the owner is the provider's. */
  readonly repository: pulumi.Input<string>;
  /** Branch the files are for. */
  readonly branch: pulumi.Input<string>;
  /** Contents by path relative to the repository's root, with forward slashes. */
  readonly files: pulumi.Input<Record<string, pulumi.Input<string | pulumi.asset.Asset>>>;
  /** Paths out of `files` that get mode 100755. Default: none. */
  readonly executables?: pulumi.Input<pulumi.Input<string>[]>;
  /** Message of the commit. */
  readonly message?: pulumi.Input<string>;
  /** Take over files that already exist at these paths with other content. Default: false, which refuses them. */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * Paths of files of the repository that these files replace: overwritten where one of these goes, removed elsewhere. They
   * are named in the pull request or the commit
   * message, and given back once they are not listed any more. Default: none.
   */
  readonly replaces?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Jobs of the repository's own workflows that these files replace, by the workflow's path: they are taken out of it, every
   * other line stays. A workflow whose other jobs need one of them is refused. They are named and given back as files of
   * `replaces` are. Default: none.
   */
  readonly replacesJobs?: pulumi.Input<Record<string, pulumi.Input<pulumi.Input<string>[]>>>;
  /** `commit` (default): one commit on the branch. `pullRequest`: one open pull request, updated in place. */
  readonly delivery?: pulumi.Input<'commit' | 'pullRequest'>;
  /** The pull request, where `delivery` is `pullRequest`. */
  readonly pullRequest?: pulumi.Input<{
    readonly branch?: pulumi.Input<string>;
    readonly title?: pulumi.Input<string>;
    readonly body?: pulumi.Input<string>;
  }>;
  /** Groups of paths of which at least one must exist in the repository; checked before anything is changed. */
  readonly requireOneOf?: pulumi.Input<pulumi.Input<pulumi.Input<string>[]>[]>;
  /** Names of the checks that the workflows among the files report; see {@link WorkflowCommit.checksOnBranch}. */
  readonly checks?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Path of the workflow that reports the checks. They are among {@link WorkflowCommit.checksOnBranch} after they
   * succeeded once in one run of it, on the branch or in the pull request. Needs the permission `actions: read`. Default:
   * they are as soon as its file is on the branch.
   */
  readonly provenBy?: pulumi.Input<string>;
  /**
   * Kinds of pull requests that rules of others may keep from ever being merged: `documentation`, `fork`, `dependabot`,
   * `queue`, `own`. Default: none; a rule that does so is then refused before anything is changed.
   */
  readonly acceptBlocked?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * A file of others in which some lines are ours, between two marks: `paths` are where it may be, of which the first that is
   * there counts, and `block` are the lines. Everything else in it stays byte for byte. Default: none.
   */
  readonly shared?: pulumi.Input<{
    readonly paths: pulumi.Input<pulumi.Input<string>[]>;
    readonly block: pulumi.Input<string>;
  }>;
  /**
   * Paths out of `files` whose entries go into the repository's own file of that name, between marks: `.github/dependabot.yml`
   * and `.github/workflows/actions.lock`. Everything else in it stays byte for byte, and an entry that it has already is left
   * out. Default: none.
   */
  readonly merged?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The stack that manages the repository (`organization/project/stack`), and the branch on which the file `owner.json`
   * says so. Another stack is refused then, before anything is changed. Default: the repository is not marked.
   */
  readonly owner?: pulumi.Input<{
    readonly stack: pulumi.Input<string>;
    readonly branch: pulumi.Input<string>;
  }>;
  /**
   * Full SHA of a commit that takes the place of git's null object name (forty zeros) in the texts of `files`, such as one
   * that another delivery made. What stands around it is known, and shown, before that delivery. Default: nothing is replaced.
   */
  readonly pin?: pulumi.Input<string>;
  /** Whether {@link WorkflowCommit.commits} is kept; not with `delivery: pullRequest`. Default: false. */
  readonly keepCommits?: pulumi.Input<boolean>;
}

/** A set of files that lands in a repository as one commit, or not at all. */
export class WorkflowCommit extends pulumi.CustomResource {
  declare readonly repository: pulumi.Output<string>;
  declare readonly branch: pulumi.Output<string>;
  /** The commit that brought the files to their present state. */
  declare readonly commitSha: pulumi.Output<string>;
  /** Head of the branch at the last read. */
  declare readonly headSha: pulumi.Output<string>;
  /** Git blob hash by path. */
  declare readonly blobs: pulumi.Output<Record<string, string>>;
  /**
   * With `keepCommits`, by path: a commit that has the file as it was delivered. It stays the same for a file that a later
   * delivery does not change, so that what pins it needs no change either.
   */
  declare readonly commits: pulumi.Output<Record<string, string>>;
  /**
   * Names of the checks that the workflows on the branch itself report, which protection may require. While the files
   * wait in a pull request these are the names of the files before, and none where there were none; see `provenBy` too.
   */
  declare readonly checksOnBranch: pulumi.Output<string[]>;
  /** Whether the files wait in a pull request. */
  declare readonly pending: pulumi.Output<boolean>;
  declare readonly pullRequestNumber: pulumi.Output<number | undefined>;
  declare readonly pullRequestUrl: pulumi.Output<string | undefined>;

  constructor(name: string, args: WorkflowCommitArgs, opts?: pulumi.CustomResourceOptions) {
    super(gatehouseTypes.WorkflowCommit, name, { ...computed, ...args }, opts);
  }
}

/** Outputs that only the provider knows; registering them as undefined makes them unknown in a preview. */
const computed = {
  commitSha: undefined,
  headSha: undefined,
  blobs: undefined,
  commits: undefined,
  checksOnBranch: undefined,
  pending: undefined,
  pullRequestNumber: undefined,
  pullRequestUrl: undefined,
};
