import { pipelineComponent } from '../../core/kernel/resource-types';
import { daysBetween } from '../../core/readiness/days';
import {
  gateNames,
  type ModeName,
  modeNames,
  type Ramp,
  type Stage,
  stagesOf,
} from '../../core/readiness/gate-modes';
import { isObject, type PropertyObject } from '../../provider/protocol/property-value';
import { type StepReport } from '../engine/run-report';
import { repositoriesText } from './repositories-text';

/**
 * What gates become stricter, and in how many days, the next one first.
 * @param today in UTC, `2027-01-15`.
 */
export function rampLines(steps: readonly StepReport[], today: string): readonly string[] {
  const found = new Map<string, { readonly stage: GateStage; readonly repositories: string[] }>();
  for (const { type, operation, inputs } of steps) {
    const { gates, repository } = inputs;
    if (type !== pipelineComponent || operation === 'delete') continue;
    if (!isObject(gates) || typeof repository !== 'string') continue;
    for (const stage of nextStages(gates, today)) {
      const key = `${stage.from} ${String(gateNames.indexOf(stage.gate))} ${stage.mode}`;
      const known = found.get(key) ?? { stage, repositories: [] };
      found.set(key, known);
      known.repositories.push(repository);
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { stage, repositories }]) => line(stage, repositories, today));
}

interface GateStage extends Stage {
  readonly gate: (typeof gateNames)[number];
}

/** Of each gate the stages that are still to come, or the last one where all are past. */
function nextStages(gates: PropertyObject, today: string): readonly GateStage[] {
  const { ramp } = gates;
  if (!isObject(ramp)) return [];
  return gateNames.flatMap((gate) => {
    const [mode, own] = [gates[gate], ramp[gate]];
    if (mode === undefined || !isMode(mode) || !isObject(own)) return [];
    const stages = stagesOf(mode, daysOf(own)).map((stage) => ({ gate, ...stage }));
    const coming = stages.filter(({ from }) => from > today);
    return coming.length > 0 ? coming : stages.slice(-1);
  });
}

const isMode = (value: PropertyObject[string]): value is ModeName =>
  modeNames.some((one) => one === value);

const daysOf = (own: PropertyObject): Ramp =>
  Object.fromEntries(Object.entries(own).filter(([, day]) => typeof day === 'string'));

function line(
  { gate, mode, from }: GateStage,
  repositories: readonly string[],
  today: string,
): string {
  const days = daysBetween(today, from);
  const isNew = mode === 'new';
  const when =
    days > 0
      ? `${isNew ? 'blocks new findings' : 'enforces'} from ${from} on, in ${String(days)} ${days === 1 ? 'day' : 'days'}`
      : `has ${isNew ? 'blocked new findings' : 'enforced'} since ${from}; set gates.${gate} to ${mode}`;
  return `The ${gate} gate ${when} (${repositoriesText(repositories)})`;
}
