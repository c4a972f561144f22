import { type ActionsFacts } from '../adoption/facts';
import { type Reading } from '../readiness/facts';
import { type Violation } from '../reading/violation';

/** A fact and where it was read, such as `GET /repos/acme/orders/environments`; what could not be read says why. */
export type Sourced<T> = Reading<T> & { readonly source: string };

/** How a branch is protected, by rulesets and classic protection together. Undefined: GitHub does not show it. */
export interface ProtectionFacts {
  readonly blocksDeletion: boolean;
  readonly blocksForcePushes: boolean;
  readonly requiresPullRequest: boolean;
  readonly approvals: number;
  readonly codeOwnerReview: boolean;
  readonly requiresChecks: boolean;
  readonly upToDate: boolean;
  readonly dismissesStale: boolean;
  readonly lastPushApproval: boolean;
  /** Whether nobody may bypass the rules, administrators included. */
  readonly bindsEveryone: boolean | undefined;
}

/** A secret of Actions or Dependabot, of which GitHub shows name and date alone. */
export interface SecretFact {
  readonly name: string;
  readonly kind: 'actions' | 'dependabot';
  /** ISO 8601. */
  readonly updatedAt: string;
}

export interface GuardedEnvironment {
  readonly name: string;
  readonly hasReviewers: boolean;
  /** Whether only some branches or tags may deploy. */
  readonly limitsBranches: boolean;
}

export interface ReleaseFact {
  readonly tag: string;
  /** Names of its assets. */
  readonly assets: readonly string[];
}

/** A line of CODEOWNERS that GitHub ignores. */
interface OwnersError {
  readonly line: number;
  readonly kind: string;
}

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** What the policy pack found in a workflow or an action. */
export type PackFinding = Pick<Violation, 'rule' | 'severity' | 'file' | 'line'>;

/** All that the posture of a repository is judged by. */
export interface PostureFacts {
  /** `owner/name`. */
  readonly repository: string;
  readonly branch: string;
  /** ISO 8601. */
  readonly now: string;
  /** Paths of all files of the branch. */
  readonly paths: Sourced<readonly string[]>;
  /** Texts of its workflows, Dependabot's configuration, CODEOWNERS and security policy. */
  readonly files: Sourced<readonly TextFile[]>;
  /** The security policy of the owner's `.github` repository; undefined where there is none. */
  readonly ownersPolicy: Sourced<TextFile | undefined>;
  /** SPDX identifier that GitHub detected, `NOASSERTION` for a license that it does not know; undefined for none. */
  readonly license: Sourced<string | undefined>;
  readonly protection: Sourced<ProtectionFacts>;
  readonly actions: Sourced<Omit<ActionsFacts, 'selected'>>;
  readonly environments: Sourced<readonly GuardedEnvironment[]>;
  readonly secrets: Sourced<readonly SecretFact[]>;
  /** Of each active webhook, whether it has a secret. */
  readonly webhooks: Sourced<readonly boolean[]>;
  /** Known vulnerabilities in dependencies that are not dismissed. */
  readonly vulnerabilities: Sourced<number>;
  /** Open alerts of code scanning; undefined where it has no analysis. */
  readonly codeScanning: Sourced<number | undefined>;
  /** Newest first. */
  readonly releases: Sourced<readonly ReleaseFact[]>;
  readonly ownersErrors: Sourced<readonly OwnersError[]>;
  /** Of all workflows and actions of the branch, whoever wrote them. */
  readonly findings: Sourced<readonly PackFinding[]>;
}

/** What a judgement of the posture may be set to. */
export interface PostureSettings {
  /** Days after which a secret counts as old. */
  readonly secretDays: number;
}
