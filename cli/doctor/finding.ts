import { type LevelProposal } from '../../core/guard/level-proposal';
import { type MergeProof } from '../../core/merging/prove-merges';

/** What a finding is about. */
export type Check =
  | 'credential'
  | 'environment'
  | 'repository'
  | 'permissions'
  | 'branch'
  | 'rules'
  | 'merges'
  | 'plan'
  | 'actions'
  | 'organization'
  | 'imports'
  | 'identity'
  | 'quota'
  | 'scopes';

/**
 * How a check came out.
 *
 * - `ok`: it meets the requirements of the stack.
 * - `warning`: this run will work, a later one may not.
 * - `missing`: the run would be refused.
 * - `unknown`: the credential may not look, or the vendor does not show it; reported as such, never as good or bad.
 */
export type Status = 'ok' | 'warning' | 'missing' | 'unknown';

/** One thing that was looked at. */
export interface DoctorFinding {
  /** `owner/repository`, `GitHub owner`, `Slack` or `AWS`. */
  readonly subject: string;
  readonly check: Check;
  readonly status: Status;
  readonly message: string;
  /** The next step that fixes it. */
  readonly remedy?: string;
  /** The vendor's page that says so. */
  readonly link?: string;
}

/** Which kinds of changes can be merged to a branch. */
export interface BranchMerges {
  /** `owner/repository`. */
  readonly subject: string;
  readonly branch: string;
  readonly proof: MergeProof;
}

/** A higher level of the guard than a repository has. */
export interface HigherLevel {
  /** `owner/repository`. */
  readonly subject: string;
  readonly proposal: LevelProposal;
}

/** All that was found, in the order of the stack. */
export interface Diagnosis {
  readonly findings: readonly DoctorFinding[];
  readonly merges: readonly BranchMerges[];
  /** Levels of the guard that are possible and not set. Default: none. */
  readonly levels?: readonly HigherLevel[];
  /** Requests that were sent, none of which changes anything. */
  readonly requests: number;
}

/** Whether a run would be refused. */
export function hasMissing({ findings }: Diagnosis): boolean {
  return findings.some(({ status }) => status === 'missing');
}
