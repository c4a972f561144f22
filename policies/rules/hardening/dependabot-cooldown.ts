import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { fileRule, type Finding } from '../../../core/reading/rule';

/** A new release has been out for some days before it is proposed. */
export const dependabotCooldown = fileRule({
  name: 'dependabot-cooldown',
  path: /^\.github\/dependabot\.ya?ml$/,
  description: 'Dependabot waits some days before it proposes a new release',
  severity: 'medium',
  level: 'advisory',
  why: 'Most malicious releases are found and withdrawn within days; an update on the first day brings them in. Security updates do not wait.',
  link: 'https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference#cooldown-',
  remediation: 'Add cooldown: { default-days: 7 } to the entry.',
  setting: 'dependabot',
  config: z.strictObject({
    days: z.number().int().min(1).default(7).describe('Days that a release must have been out'),
  }),
  examplePath: '.github/dependabot.yml',
  example: {
    violates: `version: 2
updates:
  - package-ecosystem: pip
    directory: /
    schedule: {interval: weekly}
`,
    passes: `version: 2
updates:
  - package-ecosystem: pip
    directory: /
    schedule: {interval: weekly}
    cooldown: {default-days: 7}
`,
  },
  check: ({ text }, { days }) => {
    const lineCounter = new LineCounter();
    const document = parseDocument(text, { lineCounter, logLevel: 'silent' });
    const updates = isMap(document.contents) ? document.contents.get('updates') : undefined;
    const entries = isSeq(updates) ? updates.items.filter((item) => isMap(item)) : [];
    return entries.flatMap((entry): Finding[] => {
      const found = cooldownOf(entry);
      if (found >= days) return [];
      const name = String(entry.get('package-ecosystem') ?? 'an entry');
      const { line, col } = lineCounter.linePos(entry.range?.[0] ?? 0);
      const waits = found === 0 ? 'does not wait' : `waits ${found} days, less than ${days}`;
      const message = `Dependabot ${waits} before it proposes a release of ${name}`;
      return [{ line, column: col, message, fix: `add cooldown: { default-days: ${days} }` }];
    });
  },
});

/** Days that every release waits: the least of those that are written. */
function cooldownOf(entry: YAMLMap): number {
  const cooldown = entry.get('cooldown');
  if (!isMap(cooldown)) return 0;
  const days = cooldown.items.flatMap(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : '';
    return name.endsWith('-days') && isScalar(value) ? [Number(value.value)] : [];
  });
  const written = cooldown.has('default-days') ? days : [0, ...days];
  const least = Math.min(...written);
  return Number.isFinite(least) ? least : 0;
}
