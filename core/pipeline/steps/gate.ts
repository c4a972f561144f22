import { type RunStep } from '../model/step';

/** A step whose script is the same on a runner and on a developer's machine: no expression in its environment. */
export type GateStep = RunStep & { readonly env?: Readonly<Record<string, string>> };

type GateId = 'lint' | 'test' | 'security' | 'mcp-dry-run' | 'build';

/** The work of one job of ci.yml, and of one target of the preflight. */
export interface Gate {
  readonly id: GateId;
  readonly title: string;
  readonly steps: readonly [GateStep, ...GateStep[]];
}

export function gateStep(name: string, lines: string): GateStep {
  return { kind: 'run', name, run: lines };
}
