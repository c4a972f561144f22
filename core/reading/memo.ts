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
  const answers = new Map<string | number, { readonly text: string; readonly answer: R }[]>();
  let size = 0;
  return (text) => {
    const key = keyOf(text);
    const known = answers.get(key);
    const found = known?.find((entry) => entry.text === text);
    if (found !== undefined) return found.answer;
    const answer = compute(text);
    if (size >= limit) {
      answers.clear();
      size = 0;
    }
    size += 1;
    const same = answers.get(key);
    if (same === undefined) answers.set(key, [{ text, answer }]);
    else same.push({ text, answer });
    return answer;
  };
}

/** V8 hashes a string of more than 16,383 characters by its length alone, and equally long workflows are common. */
function keyOf(text: string): string | number {
  if (text.length < 16_384) return text;
  let hash = 0;
  for (let index = 0; index < text.length; index += 1)
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}
