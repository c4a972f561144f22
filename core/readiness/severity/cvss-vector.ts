const longestVector = 300;

/**
 * Metrics of a vector of CVSS by their names, in any order; undefined where a metric is there twice or has no value, or the
 * version is another one.
 */
export function cvssMetrics(
  vector: string,
  version: RegExp,
): ReadonlyMap<string, string> | undefined {
  const [prefix = '', ...parts] = vector.length > longestVector ? [] : vector.split('/');
  if (!version.test(prefix)) return undefined;
  const metrics = new Map<string, string>();
  for (const part of parts) {
    const [name = '', value = '', ...more] = part.split(':');
    if (more.length > 0 || value === '' || metrics.has(name)) return undefined;
    metrics.set(name, value);
  }
  return metrics;
}
