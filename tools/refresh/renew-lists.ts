import { z } from 'zod';
import {
  type archivedActions,
  type codeInputs,
  type compromisedActions,
} from '../../policies/rules/lists';

/* What a list becomes with what its source says today. A list keeps its day where its source was not read. */

/** Adds the names of zizmor's list, one a line; what took the place of an action is written by people, and kept. */
export function renewedArchived(
  list: typeof archivedActions,
  source: string,
  today: string,
): typeof archivedActions {
  const names = source
    .split('\n')
    .map((line) => line.trim().toLowerCase())
    .filter((line) => /^[\w.-]+\/[\w.-]+$/.test(line));
  if (names.length === 0) throw new Error('no line is the name of a repository');
  const known = Object.keys(list.actions);
  const actions = Object.fromEntries(
    [...new Set([...known, ...names])].sort().map((name) => [name, list.actions[name] ?? '']),
  );
  return { ...list, updated: today, actions };
}

const sinks = z.array(z.tuple([z.string(), z.array(z.string())])).min(1);

/** Takes over CodeQL's list of inputs that run as code, and keeps what people have added. */
export function renewedCodeInputs(
  list: typeof codeInputs,
  source: unknown,
  today: string,
): typeof codeInputs {
  const actions = new Map(Object.entries(list.actions));
  for (const [name, inputs] of sinks.parse(source)) {
    const key = name.toLowerCase();
    const names = inputs.map((input) => input.toLowerCase());
    actions.set(key, [...new Set([...(actions.get(key) ?? []), ...names])].sort());
  }
  const sorted = [...actions].sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...list, updated: today, actions: Object.fromEntries(sorted) };
}

/** An entry of GitHub's database of advisories, as far as it is used. */
const advisory = z.object({
  ghsa_id: z.string(),
  cve_id: z.string().nullable(),
  html_url: z.url(),
  published_at: z.string(),
  withdrawn_at: z.string().nullable(),
  cwes: z.array(z.object({ cwe_id: z.string() })).nullable(),
  vulnerabilities: z
    .array(
      z.object({
        package: z.object({ ecosystem: z.string(), name: z.string().nullable() }).nullable(),
        vulnerable_version_range: z.string().nullable(),
        first_patched_version: z.string().nullable(),
      }),
    )
    .nullable(),
});

/** Embedded malicious code: other advisories are of faults in an action, not of code that someone else put into it. */
const MALICIOUS = 'CWE-506';

/** Adds the actions of advisories about malicious code that the list does not have. */
export function renewedCompromised(
  list: typeof compromisedActions,
  source: unknown,
  today: string,
): typeof compromisedActions {
  const known = new Set(list.actions.map(({ action }) => action));
  const added = z
    .array(advisory)
    .parse(source)
    .filter(({ withdrawn_at: withdrawn }) => withdrawn === null)
    .filter(({ cwes }) => cwes?.some(({ cwe_id: id }) => id === MALICIOUS) === true)
    .flatMap(({ vulnerabilities, ...about }) =>
      (vulnerabilities ?? []).flatMap((item) => {
        const action = item.package?.name?.toLowerCase();
        if (item.package?.ecosystem !== 'actions' || action === undefined || known.has(action))
          return [];
        known.add(action);
        const fixed = item.first_patched_version;
        return [
          {
            action,
            since: about.published_at.slice(0, 10),
            ...(fixed === null ? { tags: 'all' as const } : { below: fixed.replace(/^v/, '') }),
            refs: [],
            advisory: about.cve_id === null ? about.ghsa_id : `${about.ghsa_id} (${about.cve_id})`,
            fix: fixed === null ? 'replace it' : `use ${fixed} or newer by its full commit`,
            source: about.html_url,
          },
        ];
      }),
    );
  return { updated: today, actions: [...list.actions, ...added] };
}
