import { dependabotPath } from '../../kernel/delivered-names';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { furtherProjects } from '../further-projects';
import { fromRoot } from '../steps/directory';
import { manager } from '../steps/managers';

interface Update {
  readonly ecosystem: 'uv' | 'pip' | 'docker' | 'github-actions';
  readonly directory: string;
  readonly exclude?: readonly string[];
  /** Whether it updates Python packages, which private indexes and groups are about. */
  readonly isPython?: boolean;
}

type Settings = PipelineSettings['dependabot'];

/** A dependabot.yml. https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference */
export interface Dependabot {
  readonly path: string;
  readonly updates: readonly Update[];
  readonly settings: Settings;
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
          isPython: true,
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
    settings: settings.dependabot,
  };
}

function directoryOf(path: string): string {
  const folders = path
    .split('/')
    .slice(0, -1)
    .filter((part) => part !== '' && part !== '.');
  return `/${folders.join('/')}`;
}
