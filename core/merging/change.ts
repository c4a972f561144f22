import { type ChangeKind } from '../kernel/change-kinds';

/** What a commit brings that a rule may look at. */
interface CommitFacts {
  readonly message: string;
  /** Undefined where only the commit itself shows it. */
  readonly authorEmail: string | undefined;
  readonly committerEmail: string | undefined;
  /** Whether it has a signature that GitHub verifies. */
  readonly isSigned: boolean;
}

/** A pull request, or an entry of the merge queue, as the rules of its target see it. */
export interface Change {
  readonly kind: ChangeKind;
  /** Paths that it changes. */
  readonly files: readonly string[];
  /** Bytes of its largest file; 0 where no rule could be broken by it. */
  readonly largestBytes: number;
  /** The branch of this repository that holds it; undefined for a fork's. */
  readonly branch: string | undefined;
  /** Undefined: written by people, who can write what the rules ask for. */
  readonly commit: CommitFacts | undefined;
  /** Whether GitHub starts workflows for it: for what the token of a workflow run does it starts none. */
  readonly startsWorkflows: boolean;
}

/** Our own pull request, as the delivery makes it. */
export interface OwnChange {
  readonly branch: string;
  readonly files: readonly string[];
  readonly largestBytes: number;
  readonly commit: CommitFacts;
  readonly startsWorkflows: boolean;
}

/** An update as Dependabot makes it; its commits are signed by GitHub. */
const dependabotCommit: CommitFacts = {
  message: 'Bump requests from 2.32.0 to 2.32.4',
  authorEmail: '49699333+dependabot[bot]@users.noreply.github.com',
  committerEmail: 'noreply@github.com',
  isSigned: true,
};

/**
 * The five changes that a repository has to be able to merge: one of documentation alone, one of a fork, one of
 * Dependabot, an entry of the merge queue of the target, and our own, where there is one.
 */
export function changesTo(target: string, own: OwnChange | undefined): readonly Change[] {
  const people = { largestBytes: 0, commit: undefined, startsWorkflows: true };
  const code = { ...people, files: ['src/example.py'] };
  return [
    { ...people, kind: 'documentation', files: ['README.md'], branch: 'docs/example' },
    { ...code, kind: 'fork', branch: undefined },
    {
      ...people,
      kind: 'dependabot',
      files: ['requirements.txt'],
      branch: 'dependabot/pip/requests-2.32.4',
      commit: dependabotCommit,
    },
    { ...code, kind: 'queue', branch: `gh-readonly-queue/${target}/pr-1-0000000` },
    ...(own === undefined ? [] : [{ ...own, kind: 'own' as const }]),
  ];
}
