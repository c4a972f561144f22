/**
 * A pure function that remembers its answer for each object, as long as the object lives. Rules ask the same questions of
 * the same parts of a workflow, some dozens of times.
 */
export function perObject<A extends object, R>(compute: (argument: A) => R): (argument: A) => R {
  const answers = new WeakMap<A, { readonly answer: R }>();
  return (argument) => {
    const known = answers.get(argument);
    if (known !== undefined) return known.answer;
    const answer = compute(argument);
    answers.set(argument, { answer });
    return answer;
  };
}

/**
 * A pure function that remembers its answer for each text, at most `limit` of them: the workflows of a fleet differ in a
 * few lines and share the rest.
 */
export function perText<R>(compute: (text: string) => R, limit = 4_000): (text: string) => R {
  const answers = new Map<string, R>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined || answers.has(text)) return known as R;
    const answer = compute(text);
    if (answers.size >= limit) answers.clear();
    answers.set(text, answer);
    return answer;
  };
}
