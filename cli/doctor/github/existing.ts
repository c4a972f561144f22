import { z } from 'zod';
import { type CreatedNames } from '../needs';
import { type DoctorFinding } from '../finding';
import { type Looker } from './looker';

type Result = Omit<DoctorFinding, 'subject'>;

const pageSize = 30;
/** Pages of a list that are read. */
const mostPages = 10;

const named = z.object({ name: z.string() });
const lists = {
  variables: { route: 'GET /repos/{owner}/{repo}/actions/variables', key: 'variables' },
  rulesets: { route: 'GET /repos/{owner}/{repo}/rulesets', key: undefined },
  environments: { route: 'GET /repos/{owner}/{repo}/environments', key: 'environments' },
} as const satisfies Record<
  keyof CreatedNames,
  { readonly route: `GET ${string}`; readonly key: string | undefined }
>;

/** Those of the names that the stack is about to create which the repository has already; what cannot be read is left out. */
export async function existingAmong(
  looker: Looker,
  place: { readonly owner: string; readonly repo: string },
  created: CreatedNames,
): Promise<CreatedNames> {
  const among = async (kind: keyof CreatedNames): Promise<readonly string[]> => {
    const wanted = created[kind];
    if (wanted.length === 0) return [];
    const there = new Set(await namesOf(looker, lists[kind], place));
    return wanted.filter((name) => there.has(name.toLowerCase()));
  };
  const [variables, rulesets, environments] = await Promise.all([
    among('variables'),
    among('rulesets'),
    among('environments'),
  ]);
  return { variables, rulesets, environments };
}

async function namesOf(
  looker: Looker,
  { route, key }: (typeof lists)[keyof CreatedNames],
  place: object,
): Promise<readonly string[]> {
  const items = z.array(named);
  const schema =
    key === undefined
      ? items
      : z.looseObject({ [key]: items }).transform((answer) => items.parse(answer[key]));
  const all: string[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const found = await looker.ask(schema, route, {
      ...place,
      per_page: pageSize,
      page,
      ...(key === undefined ? { includes_parents: false } : {}),
    });
    if (found.kind !== 'found') break;
    all.push(...found.value.map(({ name }) => name.toLowerCase()));
    if (found.value.length < pageSize) break;
  }
  return all;
}

const page = 'docs/adopting.md says how';

/** What an update would run into because it is on GitHub already and not in the stack's state. */
export function judgeExisting({
  variables,
  rulesets,
  environments,
}: CreatedNames): readonly Result[] {
  const refused = [
    ...variables.map((name) => `variable ${name}`),
    ...rulesets.map((name) => `ruleset ${name}`),
  ];
  return [
    ...(refused.length === 0
      ? []
      : [
          {
            check: 'imports' as const,
            status: 'missing' as const,
            message: `exists already and is not in the state, so that GitHub refuses to create it: ${refused.join(', ')}`,
            remedy: `import it (${page}), rename it, or remove it from GitHub`,
          },
        ]),
    ...(environments.length === 0
      ? []
      : [
          {
            check: 'imports' as const,
            status: 'warning' as const,
            message: `exists already and is not in the state: environment ${environments.join(', environment ')}; what the configuration does not name of it is reset`,
            remedy: `import it first (${page})`,
          },
        ]),
  ];
}
