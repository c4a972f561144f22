import { exposures, type Exposure } from '../../core/incident/exposure';
import { type Replacement } from '../../core/incident/move-uses';
import { type Suspect, suspectText } from '../../core/incident/suspect';
import { GitHubClient } from '../../provider/github/client';
import { GitHubFailure } from '../../provider/github/failure';
import { ReadingGitHub } from '../../provider/github/reading-github';
import { repositoriesOf } from '../../provider/github/repository';
import { Limiter } from '../../core/pace/limiter';
import { openPullRequest } from '../github/open-pull-request';
import { type MovedFile, plannedMove } from '../incident/move-away';
import { readRuns, type Window } from '../incident/read-runs';
import { fleetConnection } from './fleet-connection';
import { type StackOptions } from './open-stack';
import { readConfiguration } from './read-configuration';

export interface IncidentOptions extends StackOptions {
  readonly suspect: Suspect;
  readonly window: Window;
  /** Undefined: nothing is moved. */
  readonly replacement: Replacement | undefined;
  /** Whether pull requests are opened; otherwise they are only shown. */
  readonly open: boolean;
  readonly parallel: number;
  readonly mostFiles: number;
}

/** What an incident means for one repository. */
export interface RepositoryIncident {
  /** `owner/name`. */
  readonly repository: string;
  readonly runs: number;
  readonly exposures: readonly Exposure[];
  readonly unread: readonly string[];
  /** Why nothing could be read. */
  readonly failure?: string;
  readonly move?: {
    readonly files: readonly MovedFile[];
    readonly generated: readonly string[];
    /** Address of the pull request, where it was asked for. */
    readonly pullRequest?: string;
    readonly failure?: string;
  };
}

export interface IncidentReport {
  readonly action: string;
  readonly from: string;
  readonly to: string;
  readonly requests: number;
  readonly repositories: readonly RepositoryIncident[];
}

/**
 * Which repositories of a stack ran an action between two times, and, on request, one pull request each to move away.
 *
 * @throws ProblemsError for a stack with problems; GitHubFailure without a credential.
 */
export async function incident(options: IncidentOptions): Promise<IncidentReport> {
  const { config } = await readConfiguration(options);
  const connection = fleetConnection(config.github, options.environment);
  const github = new ReadingGitHub(connection);
  const repositoryOf = repositoriesOf(new GitHubClient(connection));
  const limiter = new Limiter(options.parallel);
  const repositories = await Promise.all(
    config.repositories.map(({ name, defaultBranch }) =>
      limiter.run(async (): Promise<RepositoryIncident> => {
        const seen = await seenIn(github, name, options);
        const { replacement } = options;
        if (replacement === undefined) return seen;
        const move = await moved(repositoryOf(name), defaultBranch, options, replacement);
        return { ...seen, ...(move === undefined ? {} : { move }) };
      }),
    ),
  );
  return {
    action: suspectText(options.suspect),
    from: options.window.from.toISOString(),
    to: options.window.to.toISOString(),
    requests: github.requests,
    repositories,
  };
}

async function seenIn(
  github: ReadingGitHub,
  name: string,
  { suspect, window, mostFiles }: IncidentOptions,
): Promise<RepositoryIncident> {
  const repository = `${github.owner}/${name}`;
  try {
    const { runs, fileAt, unread } = await readRuns(github, name, window, mostFiles);
    return {
      repository,
      runs: runs.length,
      exposures: exposures(suspect, runs, fileAt),
      unread,
    };
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    return { repository, runs: 0, exposures: [], unread: [], failure: error.message };
  }
}

async function moved(
  repository: ReturnType<ReturnType<typeof repositoriesOf>>,
  branch: string,
  { suspect, open }: IncidentOptions,
  replacement: Replacement,
): Promise<RepositoryIncident['move']> {
  try {
    const move = await plannedMove(repository, branch, suspect, replacement);
    const { files, generated } = move;
    if (files.length + generated.length === 0) return undefined;
    if (!open || files.length === 0) return { files, generated };
    const pullRequest = await openPullRequest(repository, {
      ...{ base: move.branch, files },
      head: `gatehouse/incident-${suspect.repository.replace('/', '-')}`,
      title: `Move away from ${suspectText(suspect)}`,
      body: [
        `\`${suspectText(suspect)}\` is suspected. This uses \`${replacement.uses}\` instead, in:`,
        '',
        ...files.map(({ path }) => `- \`${path}\``),
        '',
        'Rotate the secrets of the runs that used it: moving away does not take back what they gave away.',
      ].join('\n'),
    });
    return { files, generated, pullRequest };
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    return { files: [], generated: [], failure: error.message };
  }
}
