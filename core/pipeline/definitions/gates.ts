import { type PipelineSettings } from '../../config/pipeline-settings';
import { buildGate } from '../steps/build';
import { type Gate } from '../steps/gate';
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
}

export function gatesOf(settings: PipelineSettings): Gates {
  return {
    lint: lintGate(settings),
    test: testGate(settings),
    security: securityGate(settings),
    ...(settings.mcp === undefined ? {} : { mcp: mcpGate(settings, settings.mcp) }),
    build: buildGate(settings),
  };
}
