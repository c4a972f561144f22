import { type PipelineSettings } from '../../config/pipeline-settings';
import { buildGate } from '../steps/build';
import { ownStep, type Gate, withOwnSteps } from '../steps/gate';
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
  return {
    lint: withOwnSteps(settings, 'lint', lintGate(settings)),
    test: withOwnSteps(settings, 'test', testGate(settings)),
    security: withOwnSteps(settings, 'security', securityGate(settings)),
    ...(settings.mcp === undefined ? {} : { mcp: mcpGate(settings, settings.mcp) }),
    build: withOwnSteps(settings, 'build', buildGate(settings)),
    own: Object.entries(settings.jobs).flatMap(([id, { title, steps }]): readonly Gate[] => {
      const [first, ...rest] = steps.map(ownStep);
      return first === undefined ? [] : [{ id, title, steps: [first, ...rest] }];
    }),
  };
}
