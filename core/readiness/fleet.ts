import { type Declared } from '../undeclared/declared';
import { type GuardLevel } from '../kernel/guard-levels';
import { type ShownExceptions } from './exceptions';
import { type BandLimits, type QualityJob, type Weights } from './policy';

/** How one repository is scored. */
export interface RepositoryJudgement {
  /** Percent that the score has to reach. */
  readonly threshold: number;
  readonly weights: Weights;
  /** Completed runs the CI pass rate looks back on. */
  readonly window: number;
  /** Lowest score, in percent, of each band above `poor`. */
  readonly bands: BandLimits;
  /** File name of the workflow whose runs are scored. */
  readonly workflow: string;
  /** Directories with the code; default `["."]`. */
  readonly sources?: readonly string[];
  /** Of the project that is scored, from the root of the repository; default `.` */
  readonly directory?: string;
  /** Directories of the projects of the repository that are not scored. */
  readonly otherProjects?: readonly string[];
  /** Label that lets a maintainer merge with a score below the threshold; default `readiness-override`. */
  readonly overrideLabel?: string;
  /** Artifacts with reports of the smoke test; by default there are none. */
  readonly smokeArtifacts?: readonly string[];
  /** Names of the jobs that determine whether a run passed; by default those of the rendered ci.yml. */
  readonly qualityJobs?: readonly QualityJob[];
  /** Mode of each gate; by default none is known. */
  readonly modes?: ShownExceptions['modes'];
  /** Days that a waiver may last at most, 0 where none counts; default 90. */
  readonly longestWaiverDays?: number;
  /** How the security posture is judged; by default a secret counts as old after 365 days, and any score will do. */
  readonly posture?: { readonly minimum: number; readonly secretDays: number };
  /** How far a change is kept from weakening its own gate; by default it is not known. */
  readonly guardLevel?: GuardLevel;
}

export interface FleetRepository {
  /** Bare name. */
  readonly name: string;
  /** Branch whose runs are scored. */
  readonly branch: string;
  readonly settings: RepositoryJudgement;
  /** What of the repository is the stack's; absent where nothing is said of what is not. */
  readonly declared?: Declared;
}

/** What the readiness functions score: the repositories of a stack, as the object at `GATEHOUSE_FLEET_KEY` lists them. */
export interface Fleet {
  readonly version: 1;
  readonly stack: string;
  readonly owner: string;
  readonly repositories: readonly FleetRepository[];
}
