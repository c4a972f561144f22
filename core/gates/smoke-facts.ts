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
    ...checkFacts(definition, file, ''),
    ...Object.entries(objectOf(prop(definition, 'environments'))).flatMap(([name, own]) => [
      { gate: 'smoke-check' as const, subject: name, strength: 1, shown: 'checked', file },
      ...checkFacts(own, file, `${name}: `),
    ]),
  ];
}

/** The checks of one deployment. `of` tells them from those of the others. */
function checkFacts(deployment: unknown, file: string, of: string): readonly KnownFact[] {
  return listProp(deployment, 'checks').flatMap((check): readonly KnownFact[] => {
    const name = textProp(check, 'name');
    const budget = prop(check, 'latencyBudgetMs');
    if (name === undefined) return [];
    const subject = of + name;
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
  });
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
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
