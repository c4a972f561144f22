import { type PipelineSettings } from '../config/pipeline-settings';

/** A project beside the first one of its repository. */
export interface FurtherProject {
  /** Its name in the settings; the end of the ids of its jobs. */
  readonly id: string;
  /** What the paths of its own settings begin with. */
  readonly key: string;
  /** Those of the repository, with what is the project's own in their place. */
  readonly settings: PipelineSettings;
}

/** The projects of a repository but the first, which `settings` themselves are about. */
export function furtherProjects(settings: PipelineSettings): readonly FurtherProject[] {
  const { dockerfile: _dockerfile, ...build } = settings.build;
  return Object.entries(settings.projects).map(([id, { python, checks, surroundings, gates }]) => {
    const {
      mcp: _mcp,
      performance: _performance,
      publish: _publish,
      deploy: _deploy,
      smoke: _smoke,
      ...shared
    } = settings;
    return {
      id,
      key: `projects.${id}.`,
      settings: {
        ...shared,
        python: over(settings.python, python),
        checks: over(settings.checks, checks),
        surroundings: over(settings.surroundings, surroundings),
        gates: over(settings.gates, gates),
        build,
        // Written for the first project.
        steps: {},
        jobs: {},
        projects: {},
      },
    };
  });
}

type Partly<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

const over = <T extends object>(base: T, own: Partly<T> = {}): T => ({
  ...base,
  ...(Object.fromEntries(
    Object.entries(own).filter(([, value]) => value !== undefined),
  ) as Partial<T>),
});
