import * as z from 'zod/mini';
import { findingsKept, type CodeScanFact } from '../facts';
import { listOf } from './first-wrong';
import { parseJson, parsed, relativePath, shorten, type Parsed } from './parsed';

const location = z.object({
  physicalLocation: z.optional(
    z.object({
      artifactLocation: z.optional(z.object({ uri: z.optional(z.string()) })),
      region: z.optional(z.object({ startLine: z.optional(z.number()) })),
    }),
  ),
});
const sarifSchema = z.object({
  version: z.literal('2.1.0'),
  runs: listOf(
    z.object({
      results: z.optional(
        listOf(
          z.object({
            ruleId: z.optional(z.string()),
            level: z.optional(z.enum(['none', 'note', 'warning', 'error'])),
            message: z.object({ text: z.optional(z.string()) }),
            locations: z.optional(listOf(location)),
            suppressions: z.optional(listOf(z.unknown())),
          }),
        ),
      ),
    }),
  ),
});

/**
 * SARIF 2.1.0, as CodeQL, Trivy and Bandit write it: error counts as high, warning (the default level) as medium, note
 * as low; suppressed results and level none do not count.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function parseSarif(text: string, file: string, root?: string): Parsed<CodeScanFact> {
  const report = parseJson(text, file, sarifSchema);
  if (!report.ok) return report;
  const results = report.value.runs
    .flatMap((run) => run.results ?? [])
    .filter((result) => (result.suppressions ?? []).length === 0);
  const of = (level: string) => results.filter((result) => (result.level ?? 'warning') === level);
  return parsed({
    high: of('error').length,
    medium: of('warning').length,
    low: of('note').length,
    first: [...of('error'), ...of('warning'), ...of('note')]
      .slice(0, findingsKept)
      .map((result) => {
        const place = result.locations?.[0]?.physicalLocation;
        return {
          file: relativePath(place?.artifactLocation?.uri ?? '', root),
          line: place?.region?.startLine ?? 1,
          rule: result.ruleId ?? 'unnamed',
          message: shorten(result.message.text ?? ''),
        };
      }),
  });
}
