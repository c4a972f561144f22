import { type Value } from './expression';
import { type AnyJob, type CallJob, type Concurrency } from './job';
import { type Permissions } from './permissions';
import { type Triggers } from './triggers';

/** One workflow file. Properties have GitHub's own names and order; see the page for their meaning.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
export interface Workflow {
  /** Path from the repository's root, such as `.github/workflows/ci.yml`. */
  readonly path: string;
  readonly name: string;
  readonly runName?: Value;
  readonly on: Triggers;
  /** Rights of every job that names none of its own; `{}` in all our workflows. */
  readonly permissions: Permissions;
  readonly env?: Readonly<Record<string, Value>>;
  readonly defaults?: {
    readonly run: { readonly shell?: 'bash'; readonly workingDirectory?: string };
  };
  /** Absent: each job that needs one has its own. */
  readonly concurrency?: Concurrency;
  /** Jobs that call reusable workflows of other repositories; before the jobs of steps. Default: none. */
  readonly calls?: readonly CallJob[];
  readonly jobs: readonly [AnyJob, ...AnyJob[]];
}
