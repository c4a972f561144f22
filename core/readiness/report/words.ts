import type { Band } from '../policy';
import type { ComponentId } from '../score';
import type { ReadinessDocument, ScoreScope } from './document';

export const bandWords: Record<Band, { readonly mark: string; readonly text: string }> = {
  excellent: { mark: '✅', text: 'Excellent - Ship it!' },
  good: { mark: '✅', text: 'Good - Minor improvements needed' },
  fair: { mark: '⚠️', text: 'Fair - Address issues' },
  poor: { mark: '❌', text: 'Poor - Not ready for release' },
};

export const componentWords: Record<ComponentId, string> = {
  ci: 'CI pass rate',
  coverage: 'Test coverage',
  security: 'Security',
  quality: 'Code quality',
};

/** Says of readings that were kept from when they are; empty where every report was read for this document. */
export function readingsNote({ readingsFrom }: ReadinessDocument): string {
  return readingsFrom === undefined
    ? ''
    : `Reports whose artifacts are no longer there count as they were read on ${readingsFrom.slice(0, 10)}.`;
}

/** Which projects of a repository a score is of, in words; nothing where it has one project. */
export function scopeNote(
  scope: ScoreScope | undefined,
  shown: (directory: string) => string,
): readonly string[] {
  if (scope === undefined) return [];
  const { directory, others } = scope;
  const place = directory === '.' ? 'at the root' : `in ${shown(directory)}`;
  return [
    `Coverage, security and code quality are those of the project ${place}. Of the ${others.length === 1 ? 'project' : `${others.length} projects`} in ${others.map(shown).join(', ')} the outcome of the jobs counts, in the CI pass rate.`,
  ];
}

/** `+1.2`, `-0.5` or `±0`. */
export function signed(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  if (rounded === 0) return '±0';
  // Stryker disable next-line EqualityOperator: 0 has returned above.
  return rounded > 0 ? `+${rounded}` : `${rounded}`;
}
