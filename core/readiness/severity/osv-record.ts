import * as z from 'zod/mini';
import { cvss3Score, ratingOf } from './cvss3';
import { cvss4Score } from './cvss4';
import { severities, type Severity } from './severity';

const databaseSpecific = z.nullish(z.object({ severity: z.optional(z.unknown()) }));
const ratings = z.nullish(z.array(z.object({ type: z.string(), score: z.string() })));

/** What is read of a record of OSV's. https://ossf.github.io/osv-schema/ */
export const osvRecordSchema = z.object({
  id: z.string(),
  aliases: z.nullish(z.array(z.string())),
  severity: ratings,
  affected: z.nullish(
    z.array(
      z.object({
        severity: ratings,
        database_specific: databaseSpecific,
        ecosystem_specific: databaseSpecific,
      }),
    ),
  ),
  database_specific: databaseSpecific,
});
export type OsvRecord = z.infer<typeof osvRecordSchema>;

/**
 * The severity of a record: the rating that its database gives it in a word, which GitHub's advisories have, else the worst
 * of its vectors of CVSS 3 and 4. Undefined where it has neither; a vector of CVSS 2 alone says nothing here.
 */
export function severityOf(record: OsvRecord): Severity | undefined {
  const { affected } = record;
  const all = affected ?? [];
  const words = [
    record.database_specific?.severity,
    ...all.flatMap((one) => [one.database_specific?.severity, one.ecosystem_specific?.severity]),
  ].flatMap((word) => wordOf(word) ?? []);
  if (words.length > 0) return worst(words);
  return worst(
    [record.severity, ...all.map((one) => one.severity)]
      .flatMap((vectors) => vectors ?? [])
      .flatMap((vector) => ratingOf(scoreOf(vector)) ?? []),
  );
}

/** Ids under which another database may rate the same vulnerability: GitHub's advisories do. */
export function ratedAliases({ aliases }: OsvRecord): readonly string[] {
  return (aliases ?? []).filter((id) => id.startsWith('GHSA-'));
}

/** Score of a vector; 0 where it has none. */
function scoreOf({ type, score }: { readonly type: string; readonly score: string }): number {
  if (type === 'CVSS_V3') return cvss3Score(score) ?? 0;
  return type === 'CVSS_V4' ? (cvss4Score(score) ?? 0) : 0;
}

function wordOf(word: unknown): Severity | undefined {
  if (typeof word !== 'string') return undefined;
  const lower = word.toLowerCase();
  // GitHub's word for CVSS's medium.
  return lower === 'moderate' ? 'medium' : severities.find((one) => one === lower);
}

function worst(all: readonly Severity[]): Severity | undefined {
  return severities.find((one) => all.includes(one));
}
