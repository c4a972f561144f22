import { type PipelineSettings } from '../../config/pipeline-settings';
import { furtherProjects } from '../further-projects';
import { fromRoot } from '../steps/directory';
import { manager } from '../steps/managers';

const dependabotPath = '.github/dependabot.yml';

interface Update {
  readonly ecosystem: 'uv' | 'pip' | 'docker' | 'github-actions';
  readonly directory: string;
  readonly exclude?: readonly string[];
}

/** A dependabot.yml. https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference */
export interface Dependabot {
  readonly path: string;
  readonly updates: readonly Update[];
  readonly interval: PipelineSettings['dependabot']['interval'];
  readonly openPullRequests: number;
  /** Days a new release has to have been out: most malicious releases are withdrawn within days. */
  readonly cooldownDays: number;
}

/**
 * Dependency updates. `uv` and not `pip` for a uv project: `pip` would leave uv.lock stale. The workflows that
 * Gatehouse generates are left out: their pins move with Gatehouse, and a bump in place would be undone by its next run.
 */
export function dependabotConfig(
  settings: PipelineSettings,
  generated: readonly string[],
): Dependabot {
  const dockerfile = settings.build.dockerfile;
  return {
    path: dependabotPath,
    updates: [
      ...[settings, ...furtherProjects(settings).map((project) => project.settings)].map(
        (each) => ({
          ecosystem: manager(each.python).dependabot,
          directory: directoryOf(fromRoot(each, 'pyproject.toml')),
        }),
      ),
      { ecosystem: 'github-actions', directory: '/', exclude: generated },
      ...(dockerfile === undefined
        ? []
        : [
            {
              ecosystem: 'docker',
              directory: directoryOf(fromRoot(settings, dockerfile)),
            } as const,
          ]),
    ],
    interval: settings.dependabot.interval,
    openPullRequests: settings.dependabot.openPullRequests,
    cooldownDays: 7,
  };
}

function directoryOf(path: string): string {
  const folders = path
    .split('/')
    .slice(0, -1)
    .filter((part) => part !== '' && part !== '.');
  return `/${folders.join('/')}`;
}
