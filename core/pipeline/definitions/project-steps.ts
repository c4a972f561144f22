import { type PipelineSettings } from '../../config/pipeline-settings';
import { type FurtherProject, furtherProjects } from '../further-projects';
import { buildSteps } from '../steps/build';
import { inDirectory } from '../steps/directory';
import { ownStep, type JobSteps, type PortableStep, withOwnSteps } from '../steps/job-steps';
import { lintSteps } from '../steps/lint';
import { mcpSteps } from '../steps/mcp';
import { securitySteps } from '../steps/security';
import { testSteps } from '../steps/test';

/** The steps of a project's jobs: ci.yml and the preflight are both made from these values. */
export interface ProjectSteps {
  readonly lint: JobSteps;
  readonly test: JobSteps;
  readonly security: JobSteps;
  readonly mcp?: JobSteps;
  readonly build: JobSteps;
  /** Jobs of the repository's own. */
  readonly own: readonly JobSteps[];
}

/** All jobs, in the order of ci.yml. */
export const everyJob = ({
  lint,
  test,
  security,
  own,
  mcp,
  build,
}: ProjectSteps): readonly JobSteps[] => [
  lint,
  test,
  security,
  ...own,
  ...(mcp === undefined ? [] : [mcp]),
  build,
];

export function projectSteps(settings: PipelineSettings): ProjectSteps {
  const placed = (work: JobSteps): JobSteps => {
    const [first, ...rest] = work.steps;
    const inside = (step: PortableStep): PortableStep => inDirectory(settings, step);
    return { ...work, steps: [inside(first), ...rest.map(inside)] };
  };
  return {
    lint: placed(withOwnSteps(settings, 'lint', lintSteps(settings))),
    test: placed(withOwnSteps(settings, 'test', testSteps(settings))),
    security: placed(withOwnSteps(settings, 'security', securitySteps(settings))),
    ...(settings.mcp === undefined ? {} : { mcp: placed(mcpSteps(settings, settings.mcp)) }),
    build: placed(withOwnSteps(settings, 'build', buildSteps(settings))),
    own: Object.entries(settings.jobs).flatMap(([id, { title, steps }]): readonly JobSteps[] => {
      const [first, ...rest] = steps.map(ownStep);
      return first === undefined ? [] : [placed({ id, title, steps: [first, ...rest] })];
    }),
  };
}

/** A further project with the steps of its jobs, whose ids and titles end with its name. */
export interface FurtherSteps extends FurtherProject {
  readonly jobs: Pick<ProjectSteps, 'lint' | 'test' | 'security' | 'build'>;
}

export function furtherSteps(settings: PipelineSettings): readonly FurtherSteps[] {
  return furtherProjects(settings).map((project) => {
    const { lint, test, security, build } = projectSteps(project.settings);
    const named = (work: JobSteps): JobSteps => ({
      ...work,
      id: `${work.id}-${project.id}`,
      // Not in parentheses, in which GitHub puts the values of a matrix.
      title: `${work.title}: ${project.id}`,
    });
    return {
      ...project,
      jobs: {
        lint: named(lint),
        test: named(test),
        security: named(security),
        build: named(build),
      },
    };
  });
}
