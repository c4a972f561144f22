import { listProp, prop, textProp } from '../reading/resource-view';
import { type KnownFact } from './compare-facts';

/** What the smoke definition `.github/gatehouse/smoke.json` checks, and with how much patience. */
export function smokeFacts(file: string, text: string): readonly KnownFact[] {
  const definition = parseJson(text);
  const attempts = prop(definition, 'attempts');
  return [
    ...(typeof attempts === 'number'
      ? [
          {
            gate: 'smoke-attempts' as const,
            subject: '',
            strength: -attempts,
            shown: String(attempts),
            file,
          },
        ]
      : []),
    ...listProp(definition, 'checks').flatMap((check): readonly KnownFact[] => {
      const subject = textProp(check, 'name');
      const budget = prop(check, 'latencyBudgetMs');
      if (subject === undefined) return [];
      return [
        { gate: 'smoke-check', subject, strength: 1, shown: 'checked', file },
        ...(typeof budget === 'number'
          ? [
              {
                gate: 'smoke-latency' as const,
                subject,
                strength: -budget,
                shown: `${budget} ms`,
                file,
              },
            ]
          : []),
      ];
    }),
  ];
}

/** A definition that is not JSON checks nothing. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
