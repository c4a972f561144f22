/** Kinds of failures that tell flaky tests apart, from the first words of what a report says. */
export const failureCauses = [
  'assertion',
  'time',
  'network',
  'resources',
  'crash',
  'other',
] as const;
export type FailureCause = (typeof failureCauses)[number];

/** The first that fits decides: a time-out of a connection is one of time, whatever was asserted. */
const patterns: readonly (readonly [FailureCause, RegExp])[] = [
  ['crash', /\bcrash|segmentation fault|core dumped|SIG(?:SEGV|KILL|ABRT)/i],
  ['time', /time[d ]?-? ?out|deadline/i],
  [
    'network',
    /connection|socket|\bDNS\b|name resolution|getaddrinfo|unreachable|\bSSL|remote end closed|HTTP(?: error)? 5\d\d|status(?: code)? 5\d\d/i,
  ],
  [
    'resources',
    /memory|no space left|too many open files|temporarily unavailable|address already in use|is locked|deadlock/i,
  ],
  ['assertion', /^(?:\w+\.)*Assertion(?:Error)?\b|^assert\b|^(?:\w+\.)*Failed\b/],
];

/** Longest part of a message that is looked at: pytest's first line, however long the values in it. */
const longest = 1000;

export function failureCause(message: string): FailureCause {
  const start = message.slice(0, longest);
  return patterns.find(([, pattern]) => pattern.test(start))?.[0] ?? 'other';
}
