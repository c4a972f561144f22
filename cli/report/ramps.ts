import { pipelineComponent } from '../../core/kernel/resource-types';
import { daysBetween } from '../../core/readiness/days';
import { isObject } from '../../provider/protocol/property-value';
import { type StepReport } from '../engine/run-report';
import { repositoriesText } from './repositories-text';

/**
 * What security gates begin to enforce, and in how many days, the next one first.
 * @param today in UTC, `2027-01-15`.
 */
export function rampLines(steps: readonly StepReport[], today: string): readonly string[] {
  const byDay = new Map<string, string[]>();
  for (const { type, operation, inputs } of steps) {
    if (type !== pipelineComponent || operation === 'delete') continue;
    const { gates, repository } = inputs;
    if (!isObject(gates) || gates['security'] === 'enforce') continue;
    const day = gates['securityFrom'];
    if (typeof day !== 'string' || typeof repository !== 'string') continue;
    byDay.set(day, [...(byDay.get(day) ?? []), repository]);
  }
  return [...byDay]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, repositories]) => {
      const days = daysBetween(today, day);
      const when =
        days > 0
          ? `enforces from ${day} on, in ${String(days)} ${days === 1 ? 'day' : 'days'}`
          : `has enforced since ${day}; set gates.security to enforce`;
      return `The security gate ${when} (${repositoriesText(repositories)})`;
    });
}
