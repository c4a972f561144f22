import { type PinnedAction } from './action';

/** GitHub's numbers of a repository: a name can be given to another one, a number cannot. */
interface Numbers {
  readonly owner: number;
  readonly repository: number;
}

/** As GitHub's lockfiles of public repositories have them; read on 2026-11-28. */
const numbers: Readonly<Record<string, Numbers>> = {
  'actions/attest': { owner: 44036562, repository: 760701061 },
  'actions/cache': { owner: 44036562, repository: 215566462 },
  'actions/checkout': { owner: 44036562, repository: 197814629 },
  'actions/create-github-app-token': { owner: 44036562, repository: 642580244 },
  'actions/dependency-review-action': { owner: 44036562, repository: 476372928 },
  'actions/download-artifact': { owner: 44036562, repository: 192626254 },
  'actions/setup-python': { owner: 44036562, repository: 192625525 },
  'actions/upload-artifact': { owner: 44036562, repository: 192625955 },
  'aquasecurity/setup-trivy': { owner: 12783832, repository: 869952525 },
  'aquasecurity/trivy-action': { owner: 12783832, repository: 268833180 },
  'github/codeql-action': { owner: 9919, repository: 259445878 },
  'astral-sh/setup-uv': { owner: 115962839, repository: 846733598 },
};

/** A commit of an action, as a lockfile names it. */
export type LockedAction = Pick<PinnedAction, 'name' | 'version' | 'sha'>;

const cache: LockedAction = {
  name: 'actions/cache',
  version: 'v5.0.5',
  sha: '27d5ce7f107fe9357f9df03efb73ab90386fccae',
};
const setupTrivy: LockedAction = {
  name: 'aquasecurity/setup-trivy',
  version: 'v0.2.6',
  sha: '3fb12ec12f41e471780db15c232d5dd185dcb514',
};

/** What composite actions use at a commit, as their action.yml says there, by `name@sha`. */
const composites: Readonly<Record<string, readonly LockedAction[]>> = {
  'aquasecurity/trivy-action@ed142fd0673e97e23eac54620cfb913e5ce36c25': [cache, setupTrivy],
  'aquasecurity/setup-trivy@3fb12ec12f41e471780db15c232d5dd185dcb514': [
    {
      name: 'actions/cache',
      version: 'v5.0.1',
      sha: '9255dc7a253b0ccc959486e2bca901246202afeb',
    },
    {
      name: 'actions/checkout',
      version: 'v6.0.1',
      sha: '8e8c483db84b4bee98b60c0593521ed34d9990e8',
    },
  ],
};

const keyOf = ({ name, sha }: LockedAction): string => `${repositoryOf(name)}@${sha}`;

/** The first two parts of a name: the lockfile knows no folders of a repository. */
const repositoryOf = (name: string): string => name.split('/').slice(0, 2).join('/');

/** An entry of the lockfile. */
export interface LockEntry {
  /** `OWNER/NAME@COMMIT`, as the workflow has it. */
  readonly key: string;
  readonly version: string;
  readonly sha: string;
  readonly numbers: Numbers;
  /** Keys of what it uses itself. */
  readonly uses: readonly string[];
}

/**
 * The entries of actions and of all that these use.
 *
 * @returns the name of an action that has none: this version of it was not read.
 */
export function lockEntries(actions: readonly LockedAction[]): readonly LockEntry[] | string {
  const entries = new Map<string, LockEntry>();
  const open = [...actions];
  for (let action = open.pop(); action !== undefined; action = open.pop()) {
    const key = keyOf(action);
    if (entries.has(key)) continue;
    const name = repositoryOf(action.name);
    const used = composites[key] ?? [];
    const isRead =
      used.length > 0 || !Object.keys(composites).some((one) => one.startsWith(`${name}@`));
    const known = numbers[name];
    if (known === undefined || !isRead) return key;
    const { version, sha } = action;
    entries.set(key, { key, version, sha, numbers: known, uses: used.map(keyOf).sort() });
    open.push(...used);
  }
  return [...entries.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
