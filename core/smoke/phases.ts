import type { Attempt, Phases } from './check';

/** Phases of an attempt in their order, each with its word in messages and its metric. */
export const phaseNames = {
  dnsMs: { word: 'DNS', metric: 'SmokeDnsTime' },
  connectMs: { word: 'connect', metric: 'SmokeConnectTime' },
  tlsMs: { word: 'TLS', metric: 'SmokeTlsTime' },
  firstByteMs: { word: 'first byte', metric: 'SmokeFirstByteTime' },
} as const satisfies Readonly<Record<keyof Phases, object>>;

const keys = Object.keys(phaseNames) as (keyof Phases)[];

/** The phases that an attempt went through, in their order. */
export function phasesOf(phases: Phases | undefined): readonly (readonly [keyof Phases, number])[] {
  return keys.flatMap((key) => {
    const value = phases?.[key];
    return value === undefined ? [] : [[key, value] as const];
  });
}

/** Where the time went, in words; empty where it is not known. */
export function shownPhases(phases: Phases | undefined): string {
  return phasesOf(phases)
    .map(([key, value]) => `${phaseNames[key].word} ${Math.round(value)} ms`)
    .join(', ');
}

/** The phases of several requests together. */
export function sumOfPhases(attempts: readonly Pick<Attempt, 'phases'>[]): Phases {
  const sum: Partial<Record<keyof Phases, number>> = {};
  for (const { phases } of attempts) {
    for (const [key, value] of phasesOf(phases)) sum[key] = (sum[key] ?? 0) + value;
  }
  return sum;
}
