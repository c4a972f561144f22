import { type PipelineSettings } from '../../config/pipeline-settings';
import { type FurtherProject, furtherProjects } from '../further-projects';
import { buildGate } from '../steps/build';
import { inDirectory } from '../steps/directory';
import { ownStep, type Gate, type GateStep, withOwnSteps } from '../steps/gate';
import { lintGate } from '../steps/lint';
import { mcpGate } from '../steps/mcp';
import { securityGate } from '../steps/security';
import { testGate } from '../steps/test';

/** The gates of one repository: ci.yml and the preflight are both made from these values. */
export interface Gates {
  readonly lint: Gate;
  readonly test: Gate;
  readonly security: Gate;
  readonly mcp?: Gate;
  readonly build: Gate;
  /** Jobs of the repository's own. */
  readonly own: readonly Gate[];
}

/** All gates, in the order of ci.yml. */
export const everyGate = ({ lint, test, security, own, mcp, build }: Gates): readonly Gate[] => [
  lint,
  test,
  security,
  ...own,
  ...(mcp === undefined ? [] : [mcp]),
  build,
];

export function gatesOf(settings: PipelineSettings): Gates {
  const placed = (gate: Gate): Gate => {
    const [first, ...rest] = gate.steps;
    const inside = (step: GateStep): GateStep => inDirectory(settings, step);
    return { ...gate, steps: [inside(first), ...rest.map(inside)] };
  };
  return {
    lint: placed(withOwnSteps(settings, 'lint', lintGate(settings))),
    test: placed(withOwnSteps(settings, 'test', testGate(settings))),
    security: placed(withOwnSteps(settings, 'security', securityGate(settings))),
    ...(settings.mcp === undefined ? {} : { mcp: placed(mcpGate(settings, settings.mcp)) }),
    build: placed(withOwnSteps(settings, 'build', buildGate(settings))),
    own: Object.entries(settings.jobs).flatMap(([id, { title, steps }]): readonly Gate[] => {
      const [first, ...rest] = steps.map(ownStep);
      return first === undefined ? [] : [placed({ id, title, steps: [first, ...rest] })];
    }),
  };
}

/** A further project with its gates, whose ids and titles end with its name. */
export interface ProjectGates extends FurtherProject {
  readonly gates: Pick<Gates, 'lint' | 'test' | 'security' | 'build'>;
}

export function furtherGates(settings: PipelineSettings): readonly ProjectGates[] {
  return furtherProjects(settings).map((project) => {
    const { lint, test, security, build } = gatesOf(project.settings);
    const named = (gate: Gate): Gate => ({
      ...gate,
      id: `${gate.id}-${project.id}`,
      // Not in parentheses, in which GitHub puts the values of a matrix.
      title: `${gate.title}: ${project.id}`,
    });
    return {
      ...project,
      gates: {
        lint: named(lint),
        test: named(test),
        security: named(security),
        build: named(build),
      },
    };
  });
}
