import { parse } from 'yaml';
import { listProp, prop, textProp } from '../reading/resource-view';
import { type KnownFact } from './compare-facts';

const RANKS: Readonly<Record<string, number>> = {
  daily: 5,
  weekly: 4,
  monthly: 3,
  quarterly: 2,
  yearly: 1,
};

/** With a limit of no pull requests Dependabot makes none but for alerts. */
const securityOnly = 0.5;

/** Memo by content: most repositories of a fleet have the same file. */
const known = new Map<string, readonly KnownFact[]>();

/** Which dependencies `.github/dependabot.yml` keeps up to date, and how often. */
export function dependabotFacts(file: string, text: string): readonly KnownFact[] {
  const found = known.get(text) ?? read(file, text);
  if (known.size > 500) known.clear();
  known.set(text, found);
  return found;
}

function read(file: string, text: string): readonly KnownFact[] {
  return listProp(parse(text, { logLevel: 'silent', strict: false }), 'updates').flatMap(
    (update) => {
      const ecosystem = textProp(update, 'package-ecosystem');
      const interval = textProp(update, 'schedule', 'interval') ?? 'weekly';
      if (ecosystem === undefined) return [];
      const isSecurityOnly = prop(update, 'open-pull-requests-limit') === 0;
      return [
        {
          gate: 'dependency-updates' as const,
          subject: ecosystem,
          strength: isSecurityOnly ? securityOnly : (RANKS[interval] ?? RANKS['weekly'] ?? 0),
          shown: isSecurityOnly ? 'security updates only' : interval,
          file,
        },
        ...cooldownFact(ecosystem, prop(prop(update, 'cooldown'), 'default-days'), file),
      ];
    },
  );
}

function cooldownFact(ecosystem: string, days: unknown, file: string): readonly KnownFact[] {
  if (typeof days !== 'number') return [];
  return [
    {
      gate: 'dependency-cooldown',
      subject: ecosystem,
      strength: days,
      shown: days === 1 ? '1 day' : `${days} days`,
      file,
    },
  ];
}
