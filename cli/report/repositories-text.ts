/** Names that are written out; the rest is counted. */
const longestList = 5;

/** `in orders-service`, or `in 212 repositories: a, b, c, d, e and 207 more`. */
export function repositoriesText(names: readonly string[]): string {
  const sorted = [...new Set(names)].sort();
  const [only] = sorted;
  if (sorted.length === 1 && only !== undefined) return `in ${only}`;
  const more = sorted.length > longestList ? ` and ${sorted.length - longestList} more` : '';
  return `in ${sorted.length} repositories: ${sorted.slice(0, longestList).join(', ')}${more}`;
}
