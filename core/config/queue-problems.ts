interface Queued {
  readonly protection: {
    readonly kind: string;
    readonly mergeQueue: boolean;
    readonly linearHistory: boolean;
    readonly queue: { readonly method: string; readonly minimum: number; readonly batch: number };
  };
}

/** What of a merge queue does not go together with the protection or with itself, as path and text. */
export function queueProblems({
  protection: { kind, mergeQueue, linearHistory, queue },
}: Queued): readonly (readonly [path: readonly string[], message: string])[] {
  const checks: readonly (readonly [boolean, readonly string[], string])[] = [
    [kind !== 'ruleset' && mergeQueue, ['mergeQueue'], 'needs `protection.kind: ruleset`'],
    [
      mergeQueue && linearHistory && queue.method === 'merge',
      ['queue', 'method'],
      'must be `squash` or `rebase` with `linearHistory`, which refuses merge commits',
    ],
    [
      queue.minimum > queue.batch,
      ['queue', 'minimum'],
      `must be at most \`batch\`, which is ${String(queue.batch)}`,
    ],
  ];
  return checks.flatMap(([isWrong, path, message]) =>
    isWrong ? [[['protection', ...path], message] as const] : [],
  );
}
