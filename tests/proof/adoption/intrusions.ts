import { type TestWorld } from '../../sandbox/test-world';

/** What someone with a stolen token does, and how drift calls it. */
interface Intrusion {
  readonly act: (world: TestWorld, name: string) => Promise<unknown>;
  readonly reported: (name: string) => string;
  /** Takes away what an update leaves alone, since it is not the stack's. */
  readonly undo?: (world: TestWorld, name: string) => Promise<unknown>;
}

const base = '/repos/{owner}/{repo}';
const placeOf = (world: TestWorld, name: string) => ({ owner: world.owner, repo: name });
const leak = 'on: push\njobs: { leak: { runs-on: ubuntu-24.04, steps: [{ run: env }] } }\n';
const action = 'runs: { using: composite, steps: [] }\n';

async function push(world: TestWorld, name: string, file: string, text: string): Promise<void> {
  await world.push(name, 'main', { [file]: text }, 'Intrude');
}

const withoutLastCommit = (world: TestWorld, name: string): Promise<unknown> =>
  Promise.resolve(world.git(name, 'update-ref', 'refs/heads/main', 'main~1'));

async function rulesetId(world: TestWorld, name: string, called: RegExp): Promise<number> {
  const { data } = await world.octokit.request(`GET ${base}/rulesets`, placeOf(world, name));
  const found = (data as readonly { readonly id: number; readonly name: string }[]).find((one) =>
    called.test(one.name),
  );
  if (found === undefined) throw new Error(`${name} has no ruleset ${String(called)}`);
  return found.id;
}

/** Removes the last of a list, such as the key that was just added. */
async function removeLast(world: TestWorld, name: string, list: 'keys' | 'hooks'): Promise<void> {
  const { data } = await world.octokit.request(`GET ${base}/${list}`, placeOf(world, name));
  const { id = 0 } = (data as readonly { readonly id: number }[]).at(-1) ?? {};
  await world.octokit.request(`DELETE ${base}/${list}/{id}`, { ...placeOf(world, name), id });
}

const environment = { environment_name: 'hidden' };

/** One of each kind. */
export const intrusions: readonly Intrusion[] = [
  {
    act: (world, name) => push(world, name, '.github/workflows/leak.yml', leak),
    reported: () => 'workflow .github/workflows/leak.yml undeclared',
    undo: withoutLastCommit,
  },
  {
    act: (world, name) => push(world, name, 'tools/x/action.yml', action),
    reported: () => 'action tools/x/action.yml undeclared',
    undo: withoutLastCommit,
  },
  {
    act: (world, name) =>
      world.octokit.request(`POST ${base}/rulesets`, {
        ...placeOf(world, name),
        name: 'intruder',
        target: 'branch',
        enforcement: 'disabled',
        conditions: { ref_name: { include: ['refs/heads/none'], exclude: [] } },
        rules: [{ type: 'deletion' }],
      }),
    reported: () => 'ruleset intruder undeclared',
    undo: async (world, name) =>
      world.octokit.request(`DELETE ${base}/rulesets/{ruleset_id}`, {
        ...placeOf(world, name),
        ruleset_id: await rulesetId(world, name, /^intruder$/),
      }),
  },
  {
    act: (world, name) =>
      world.octokit.request(`PUT ${base}/environments/{environment_name}`, {
        ...placeOf(world, name),
        ...environment,
      }),
    reported: () => 'environment hidden undeclared',
    undo: (world, name) =>
      world.octokit.request(`DELETE ${base}/environments/{environment_name}`, {
        ...placeOf(world, name),
        ...environment,
      }),
  },
  {
    act: (world, name) =>
      world.octokit.request(`POST ${base}/keys`, {
        ...placeOf(world, name),
        title: 'backdoor',
        key: 'ssh-ed25519 AAAA',
      }),
    reported: () => 'deploy key backdoor undeclared',
    undo: (world, name) => removeLast(world, name, 'keys'),
  },
  {
    act: (world, name) => push(world, name, '.github/workflows/ci.yml', leak),
    reported: (name) => `${name}-files-commit changed`,
  },
  {
    act: (world, name) => push(world, name, '.github/gatehouse/action/action.yml', action),
    reported: (name) => `${name}-files-commit changed`,
  },
  {
    act: async (world, name) => {
      const route = `${base}/actions/permissions/workflow`;
      const { data } = await world.octokit.request(`GET ${route}`, placeOf(world, name));
      const now = data as { readonly can_approve_pull_request_reviews: boolean };
      await world.octokit.request(`PUT ${route}`, {
        ...placeOf(world, name),
        can_approve_pull_request_reviews: !now.can_approve_pull_request_reviews,
      });
    },
    reported: (name) => `${name}-actions-token changed`,
  },
  {
    act: async (world, name) =>
      world.octokit.request(`PUT ${base}/rulesets/{ruleset_id}`, {
        ...placeOf(world, name),
        ruleset_id: await rulesetId(world, name, /^gatehouse/),
        enforcement: 'disabled',
      }),
    reported: (name) => `${name}-protection-ruleset changed`,
  },
];
