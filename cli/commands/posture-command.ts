import { type Posture, postureOf } from '../../core/posture/posture';
import { type Sourced, type TextFile } from '../../core/posture/facts';
import { houseDefaults } from '../../core/config/defaults';
import { Limiter } from '../../core/pace/limiter';
import { GitHubFailure } from '../../provider/github/failure';
import { ReadingGitHub } from '../../provider/github/reading-github';
import { readPostureFacts } from '../posture/read-facts';
import { readOwnersPolicy } from '../posture/read-files';
import { fleetConnection } from './fleet-connection';
import { type StackOptions } from './open-stack';
import { readConfiguration } from './read-configuration';

/** Repositories that are read at once. */
const atOnce = 4;

export interface PostureOptions extends StackOptions {
  /** `owner/name` each; none: those of the stack. */
  readonly targets: readonly string[];
  readonly now: Date;
}

/** The posture of one repository, or why it could not be read. */
export type RepositoryPosture =
  | {
      readonly repository: string;
      readonly posture: Posture;
      /** Score below which the command fails. */
      readonly minimum: number;
    }
  | { readonly repository: string; readonly failure: string };

export interface PostureReport {
  readonly repositories: readonly RepositoryPosture[];
  readonly requests: number;
}

interface Target {
  readonly github: ReadingGitHub;
  readonly name: string;
  readonly settings: typeof houseDefaults.posture;
}

/**
 * Judges the security posture of repositories, which are only read.
 *
 * @throws ProblemsError for a stack with problems; GitHubFailure without a credential.
 */
export async function posture(options: PostureOptions): Promise<PostureReport> {
  const { targets, now } = options;
  const wanted =
    targets.length === 0 ? await ofStack(options) : named(targets, options.environment);
  const limiter = new Limiter(atOnce);
  const policies = new Map<ReadingGitHub, Promise<Sourced<TextFile | undefined>>>();
  const repositories = await Promise.all(
    wanted.map((target) =>
      limiter.run(() =>
        judged(target, now, () => {
          const { github } = target;
          const known = policies.get(github) ?? readOwnersPolicy(github);
          policies.set(github, known);
          return known;
        }),
      ),
    ),
  );
  const readers = new Set(wanted.map(({ github }) => github));
  return {
    repositories,
    requests: [...readers].reduce((sum, { requests }) => sum + requests, 0),
  };
}

async function judged(
  { github, name, settings }: Target,
  now: Date,
  ownersPolicy: () => Promise<Sourced<TextFile | undefined>>,
): Promise<RepositoryPosture> {
  const repository = `${github.owner}/${name}`;
  try {
    const facts = await readPostureFacts(github, name, now, ownersPolicy);
    return { repository, posture: postureOf(facts, settings), minimum: settings.minimum };
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    return { repository, failure: error.message };
  }
}

async function ofStack(options: StackOptions): Promise<readonly Target[]> {
  const { config } = await readConfiguration(options);
  const github = new ReadingGitHub(fleetConnection(config.github, options.environment));
  return config.repositories.map(({ name, posture: settings }) => ({ github, name, settings }));
}

/** One connection for each owner. */
function named(targets: readonly string[], environment: NodeJS.ProcessEnv): readonly Target[] {
  const readers = new Map<string, ReadingGitHub>();
  return targets.map((target) => {
    const [owner = '', name = ''] = target.split('/');
    const github = readers.get(owner) ?? new ReadingGitHub(fleetConnection({ owner }, environment));
    readers.set(owner, github);
    return { github, name, settings: houseDefaults.posture };
  });
}
