import { mergeOpenPulls } from '../../sandbox/merge-open-pulls';
import { openTestWorld, type TestWorld } from '../../sandbox/test-world';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { parse, stringify } from 'yaml';
import { mergeTable } from '../../../core/merging/merge-table';
import { type MergeProof } from '../../../core/merging/prove-merges';
import { addRun } from '../../../sandbox/github/add-run';
import { runGatehouse } from '../../cli/run-gatehouse';
import { seed, times } from '../proof-size';
import { existingRepositories, filesOf, makeExisting, settingsOf } from './existing-repository';
import { intrusions } from './intrusions';

/*
 * Repositories with settings, rules and workflows by chance are adopted in two phases and left again, half of them with
 * `eject`. Afterwards every setting is what it was, and so is every file that is not ours.
 */

const root = path.resolve(__dirname, '..', '..', '..');
const count = times(12, 30);
const all = existingRepositories(seed, count).map((one, index) => [`r${index}`, one] as const);
const ejected = new Set<string>(all.filter((_, index) => index % 2 === 1).map(([name]) => name));

interface Finding {
  readonly repository: string;
  readonly kind: string;
  readonly subject: string;
  readonly change: string;
}

let world: TestWorld;
let directory: string;
const before = new Map<string, { readonly settings: unknown; readonly files: readonly string[] }>();

beforeAll(async () => {
  world = await openTestWorld();
  directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-adoption-'));
  const own = parse(readFileSync(path.join(root, 'Pulumi.yaml'), 'utf8')) as object;
  write('Pulumi.yaml', {
    ...own,
    main: path.join(root, 'infra'),
    plugins: { providers: [{ name: 'gatehouse', path: path.join(root, 'provider') }] },
  });
  write('Pulumi.prod.yaml', {
    config: {
      'gatehouse:github': { owner: world.owner },
      'gatehouse:delivery': { mode: 'pullRequest' },
    },
  });
  for (const [name, one] of all) {
    await makeExisting(world, name, one);
    before.set(name, { settings: await settingsOf(world, name), files: filesOf(world, name) });
  }
}, 120_000);
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await world.dispose();
});

const write = (file: string, content: object): void => {
  writeFileSync(path.join(directory, file), stringify(content));
};

async function gatehouse(...args: readonly string[]) {
  const done = await runGatehouse(directory, world, args);
  if (done.code !== 0)
    throw new Error(`gatehouse ${args.join(' ')} failed:\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

const targets = all.map(([name]) => `acme/${name}`);

/** The settings, without what the pipeline adds: its label, and its own ruleset. */
async function settingsWithout(name: string, added: RegExp): Promise<unknown> {
  return without(await settingsOf(world, name), added);
}

function without(value: unknown, added: RegExp): unknown {
  if (Array.isArray(value))
    return value.filter((item) => !added.test(nameOf(item))).map((item) => without(item, added));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      key === 'total_count' || key === 'id' ? [] : [[key, without(item, added)]],
    ),
  );
}

function nameOf(item: unknown): string {
  const name: unknown =
    typeof item === 'object' && item !== null && 'name' in item ? item.name : '';
  return typeof name === 'string' ? name : '';
}

const ours = /^(?:gatehouse|readiness-override)/;

async function expectSameSettings(): Promise<void> {
  for (const [name] of all)
    expect([name, await settingsWithout(name, ours)]).toEqual([
      name,
      without(before.get(name)?.settings, ours),
    ]);
}

/** What doctor says of the pull requests of each repository. */
async function expectMergeable(): Promise<void> {
  const { stdout } = await runGatehouse(directory, world, ['doctor', '--json']);
  const { merges } = JSON.parse(stdout) as {
    readonly merges: readonly {
      readonly subject: string;
      readonly proof: MergeProof;
    }[];
  };
  const refused = merges
    .filter(({ proof }) => proof.verdicts.some(({ verdict }) => verdict !== 'mergeable'))
    .flatMap(({ subject, proof }) => [subject, ...mergeTable(proof)]);
  expect(merges.length).toBeGreaterThan(0);
  expect(refused).toEqual([]);
}

async function deliver(): Promise<void> {
  await gatehouse('up', '--yes');
  mergeOpenPulls(world);
  await gatehouse('up', '--yes');
}

test('the first phase changes no setting, and every pull request stays mergeable', async () => {
  const report = await gatehouse('adopt', ...targets);
  expect(report.match(/Changes of settings by the next update:\n {4}none\n/g)).toHaveLength(count);
  await expectMergeable();
  await deliver();
  await expectSameSettings();
  await expectMergeable();
  for (const [name] of all) {
    const files = filesOf(world, name);
    const kept = before.get(name)?.files ?? [];
    expect([name, kept.filter((file) => !files.includes(file))]).toEqual([name, []]);
  }
}, 1_200_000);

test('the second phase replaces what the pipeline does, and every pull request stays mergeable', async () => {
  for (const [repository] of all)
    await addRun(world.github.world, {
      owner: world.owner,
      repository,
      workflow: 'ci.yml',
      jobs: [{ name: 'CI Success', conclusion: 'success' }],
    });
  await gatehouse('adopt', '--phase', '2', ...targets);
  await expectMergeable();
  await deliver();
  await expectSameSettings();
  await expectMergeable();
}, 1_200_000);

test('each intrusion is reported once', async () => {
  const look = async (): Promise<readonly Finding[]> => {
    const args = ['drift', '--json', '--since', 'known.json'];
    const { stdout } = await runGatehouse(directory, world, args);
    return (JSON.parse(stdout) as { readonly findings: readonly Finding[] }).findings;
  };
  await look();
  expect(await look()).toEqual([]);
  for (const [index, [name]] of all.entries())
    await intrusions[index % intrusions.length]?.act(world, name);
  const found = await look();
  const kinds = all.map(([name], index) => [
    `acme/${name}`,
    intrusions[index % intrusions.length]?.reported(name),
  ]);
  expect(
    found.map(({ repository, subject, change }) => [repository, `${subject} ${change}`]),
  ).toEqual(expect.arrayContaining(kinds));
  expect(found).toHaveLength(count);
  const still = await look();
  expect(still.filter(({ kind }) => kind === 'undeclared')).toEqual([]);
  for (const [index, [name]] of all.entries())
    await intrusions[index % intrusions.length]?.undo?.(world, name);
  await gatehouse('refresh', '--yes');
  await deliver();
  expect(await look()).toEqual([]);
}, 1_200_000);

test('leaving gives back every file and setting, and eject keeps the files', async () => {
  await gatehouse('eject', ...targets.filter((one) => ejected.has(one.slice('acme/'.length))));
  await deliver();
  await gatehouse('down', '--yes');
  mergeOpenPulls(world);
  await expectSameSettings();
  for (const [name] of all) {
    const files = filesOf(world, name);
    const kept = before.get(name)?.files ?? [];
    if (ejected.has(name)) expect(files.join()).toContain('.github/workflows/ci.yml');
    else expect([name, files]).toEqual([name, kept]);
  }
}, 1_200_000);
