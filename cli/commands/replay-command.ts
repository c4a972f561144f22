import { newestChanges, replayChange, type ReplayedChange } from '../../core/readiness/replay';
import { isSelected } from '../../core/config/fleet/pattern';
import { dayOf } from '../../core/waivers/expiry';
import { ReadingGitHub } from '../../provider/github/reading-github';
import { readHistories } from '../history/read-histories';
import { checkTried, replayRules, type TriedSetting } from '../replay/replayed-settings';
import { fleetConnection } from './fleet-connection';
import { type StackOptions } from './open-stack';
import { readConfiguration } from './read-configuration';

export interface ReplayOptions extends StackOptions {
  /** Settings that are tried instead of those that the configuration has. */
  readonly tried: readonly TriedSetting[];
  /** Pull requests of each repository, the newest ones. */
  readonly last: number;
  /** Name patterns of the repositories; empty: all. */
  readonly only: readonly string[];
  readonly now: Date;
}

/** What rules would have done with a repository's pull requests. */
export interface ReplayedRepository {
  readonly repository: string;
  /** By the settings of the configuration. */
  readonly configured: readonly ReplayedChange[];
  /** By the settings that are tried; the same where none is. */
  readonly tried: readonly ReplayedChange[];
  /** Why nothing could be read. */
  readonly failure?: string;
}

export interface ReplayReport {
  /** `project/stack`. */
  readonly stack: string;
  readonly set: readonly TriedSetting[];
  readonly last: number;
  readonly requests: number;
  readonly repositories: readonly ReplayedRepository[];
}

/**
 * Judges the recorded pull requests of a stack's repositories by its configuration, and by settings that are tried. Nothing
 * is changed.
 *
 * @throws ProblemsError for a stack with problems, or a setting that cannot be tried; GitHubFailure without a credential.
 */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const { tried, last, only, now, stack } = options;
  checkTried(tried);
  const { config, project } = await readConfiguration(options);
  const github = new ReadingGitHub(fleetConnection(config.github, options.environment));
  const today = dayOf(now.toISOString());
  const wanted = config.repositories.filter(
    ({ name }) => only.length === 0 || isSelected(only, name),
  );
  const rules = wanted.map((settings) => ({
    ...{ name: settings.name, branch: settings.readiness.dataBranch },
    configured: replayRules(settings, today),
    tried: replayRules(settings, today, tried),
  }));
  const histories = await readHistories(github, rules);
  const repositories = rules.map((by, index): ReplayedRepository => {
    const repository = `${github.owner}/${by.name}`;
    const read = histories[index];
    if (read === undefined || 'failure' in read) {
      return { repository, configured: [], tried: [], ...read };
    }
    const changes = newestChanges(read.history?.changes ?? [], last);
    return {
      repository,
      configured: changes.map((change) => replayChange(change, by.configured)),
      tried: changes.map((change) => replayChange(change, by.tried)),
    };
  });
  return {
    ...{ stack: `${project.name}/${stack}`, set: tried, last },
    ...{ requests: github.requests, repositories },
  };
}
