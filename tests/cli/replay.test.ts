import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { stringify } from 'yaml';
import { emptyHistory, type History } from '../../core/readiness/history';
import { exampleFacts } from '../../core/readiness/example-facts';
import { judgedChange } from '../../core/readiness/judged-change';
import { measure } from '../../core/readiness/measure';
import { defaultPolicy } from '../../core/readiness/policy';
import { openTestWorld, type TestWorld } from '../sandbox/test-world';
import { runGatehouse } from './run-gatehouse';

let world: TestWorld;
let directory: string;

/** A recorded pull request that covers so many of 1,000 lines, with so many type errors. */
function change(pullRequest: number, covered: number, errors = 0) {
  const found = judgedChange(pullRequest, exampleFacts, measure(exampleFacts, defaultPolicy));
  const measures: Readonly<Record<string, object>> = {
    'line-coverage': { covered, total: 1000 },
    types: { errors },
  };
  const lines = found.lines.map((one) => ({ ...one, measures: measures[one.id] ?? one.measures }));
  return { ...found, run: 100 + pullRequest, lines };
}
const history = (changes: readonly object[], more: Partial<History> = {}): string =>
  JSON.stringify({ ...emptyHistory, ...more, changes });

beforeAll(async () => {
  world = await openTestWorld();
  const texts = {
    orders: history([change(1, 900), change(2, 820), change(3, 700), change(3, 840, 2)]),
    // More than GraphQL gives in one piece.
    billing: history([change(9, 830)], {
      overrides: [{ pullRequest: 1, by: 'x', at: '2026-01-01T00:00:00Z', reason: 'y'.repeat(6e5) }],
    }),
    quiet: history([]),
    damaged: '{',
  };
  for (const [name, text] of Object.entries(texts)) {
    await world.make(name);
    await world.push(name, 'gatehouse-data', { 'history.json': text });
  }
  await world.make('fresh');
  directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-replay-'));
  const project = { name: 'gatehouse', runtime: 'nodejs', main: 'infra' };
  writeFileSync(path.join(directory, 'Pulumi.yaml'), stringify(project));
  const names = ['orders', 'billing', 'quiet', 'fresh', 'damaged'];
  const config = {
    'gatehouse:github': { owner: world.owner },
    'gatehouse:delivery': { mode: 'pullRequest' },
    'gatehouse:repositories': names.map((name) => ({ name })),
  };
  writeFileSync(path.join(directory, 'Pulumi.prod.yaml'), stringify({ config }));
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  expect(world.github.violations).toEqual([]);
  await world.dispose();
});

async function replay(...args: readonly string[]) {
  const before = world.github.requests.length;
  const ended = await runGatehouse(directory, world, ['replay', ...args]);
  const sent = world.github.requests.slice(before);
  return { ...ended, sent };
}
const readable = ['--only', '*', '--only', '!damaged'];

test('says which pull requests a higher floor would have blocked, in one request for most', async () => {
  const { code, stdout, stderr, sent } = await replay(...readable, '--set', 'gates.coverage=85');
  expect(stderr).toBe('');
  expect(stdout).toBe(
    [
      'gatehouse/prod: 4 recorded pull requests, at most 20 of each of 4 repositories',
      'As configured: would have blocked no pull request',
      'With gates.coverage=85: would have blocked 3 pull requests in 2 repositories, 3 for coverage',
      '  acme/orders: #2 (coverage), #3 (coverage)',
      '  acme/billing: #9 (coverage)',
      'No pull request is recorded in 2 repositories: acme/fresh, acme/quiet',
      '',
    ].join('\n'),
  );
  expect(code).toBe(0);
  // One for each, and the text of the one that is large.
  expect(sent.map(({ method }) => method).sort()).toEqual(['GET', ...Array(4).fill('POST')]);
});

test('judges by modes and weights, and prints the same as JSON', async () => {
  const { stdout } = await replay(
    ...[...readable, '--json', '--last', '2'],
    ...['--set', 'gates.types=enforce', '--set', 'gates.readiness=96'],
    ...['--set', 'readiness.weights.coverage=50', '--set', 'readiness.weights.ci=20'],
  );
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ stack: 'gatehouse/prod', last: 2, requests: 5 },
    blocked: {
      configured: { pullRequests: 0, repositories: 0, byGate: {} },
      tried: { pullRequests: 3, repositories: 2, byGate: { types: 1, readiness: 3 } },
    },
    repositories: [
      {
        repository: 'acme/orders',
        configured: [{ pullRequest: 2, blockedBy: [] }, { pullRequest: 3 }],
        tried: [
          { pullRequest: 2, blockedBy: ['readiness'] },
          { pullRequest: 3, blockedBy: ['types', 'readiness'] },
        ],
      },
      { repository: 'acme/billing' },
      { repository: 'acme/quiet', tried: [] },
      { repository: 'acme/fresh', tried: [] },
    ],
  });
});

test('what a baseline decides is not known', async () => {
  const { stdout } = await replay('--only', 'orders', '--set', 'gates.types=new');
  expect(stdout).toContain(
    'Not known for types: 1 pull request without a measurement, or of which a baseline decides (in acme/orders)\n',
  );
});

test('a damaged history is named, and the others are judged', async () => {
  const { code, stdout } = await replay();
  expect(code).toBe(1);
  expect(stdout).toContain('acme/damaged: not read: history.json on gatehouse-data of damaged: ');
  expect(stdout).toContain('gatehouse/prod: 4 recorded pull requests');
});

test.each([
  ['readiness.window=20', 'cannot be replayed: the recorded runs do not say what it would'],
  ['gates.lint=maybe', '--set gates.lint: '],
  ['gates.coverage=101', '--set gates.coverage: '],
  ['readiness.weights.ci=50', 'the weights must add up to 100'],
])('--set %s is refused before anything is read', async (setting, message) => {
  const { code, stderr, sent } = await replay('--set', setting);
  expect(code).toBe(1);
  expect(stderr).toContain(message);
  expect(sent).toEqual([]);
});
