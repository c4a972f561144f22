import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { parse, stringify } from 'yaml';
import { runCli } from '../../cli/cli';
import { houseDefaults } from '../../core/config/defaults';

const root = path.resolve(__dirname, '..', '..');
let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(tmpdir(), 'gatehouse-config-'));
  // The project's own declarations, as the engine would check them; its program is never started.
  fs.copyFileSync(path.join(root, 'Pulumi.yaml'), path.join(directory, 'Pulumi.yaml'));
});
afterEach(() => {
  fs.rmSync(directory, { recursive: true, force: true });
});

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
  fs.writeFileSync(path.join(directory, file), text);
}

const read = (file: string): string => fs.readFileSync(path.join(directory, file), 'utf8');

async function gatehouse(...args: readonly string[]) {
  const streams = { stdout: '', stderr: '' };
  const into = (name: keyof typeof streams) =>
    ({ write: (text: string) => (streams[name] += text) }) as unknown as NodeJS.WriteStream;
  const code = await runCli(args, {
    version: '0.0.0',
    directory,
    environment: { ...process.env, NO_COLOR: '1' },
    stdin: process.stdin,
    stdout: into('stdout'),
    stderr: into('stderr'),
    interrupted: new AbortController().signal,
  });
  return { code, ...streams };
}

const stackFile = `config:
  gatehouse:github: { owner: acme }
  gatehouse:delivery: { mode: pullRequest }
  gatehouse:defaults:
    gates:
      readiness: 70
    variables: { TIER: gold }
`;
const fleetFile = `groups:
  service:
    gates:
      coverage: 85
      lint: warn
  strict:
    gates: { lint: null }
repositories:
  - name: orders
    groups: [service, strict]
    mcp:
      command: [python, -m, orders]
    variables:
      TEAM: a
`;

describe('gatehouse config show', () => {
  interface Shown {
    readonly values: readonly {
      readonly key: string;
      readonly value: unknown;
      readonly from: string;
      readonly group?: string;
      readonly file?: string;
      readonly line?: number;
    }[];
  }

  test('says of each value who set it and where, for all that the repository gets', async () => {
    write('Pulumi.dev.yaml', stackFile);
    write('fleet/dev.yaml', fleetFile);
    const { code, stdout } = await gatehouse(
      'config',
      'show',
      'Orders',
      '--stack',
      'dev',
      '--json',
    );
    expect(code).toBe(0);
    const { values } = JSON.parse(stdout) as Shown;
    const of = (key: string): readonly unknown[] => {
      const found = values.find((value) => value.key === key);
      return [found?.value, found?.group ?? found?.from, found?.file, found?.line];
    };
    expect(of('name')).toEqual(['orders', 'repository', 'fleet/dev.yaml', 9]);
    expect(of('gates.coverage')).toEqual([85, 'service', 'fleet/dev.yaml', 4]);
    expect(of('gates.readiness')).toEqual([70, 'stack defaults', 'Pulumi.dev.yaml', 6]);
    expect(of('gates.lint')).toEqual(['enforce', 'house default', 'fleet/dev.yaml', 7]);
    expect(of('gates.types')).toEqual(['warn', 'house default', undefined, undefined]);
    expect(of('variables.TIER')).toEqual(['gold', 'stack defaults', 'Pulumi.dev.yaml', 7]);
    expect(of('variables.TEAM')).toEqual(['a', 'repository', 'fleet/dev.yaml', 14]);
    expect(of('mcp.command')).toEqual([
      ['python', '-m', 'orders'],
      'repository',
      'fleet/dev.yaml',
      12,
    ]);
    // By the schema, since the repository's own part does not say it.
    expect(of('mcp.callTimeoutSeconds')).toEqual([30, 'house default', undefined, undefined]);
    const sections = new Set(values.map(({ key }) => key.split('.')[0]));
    expect([...sections]).toEqual(
      expect.arrayContaining(Object.keys(houseDefaults).filter((key) => key !== 'environments')),
    );
  });

  test('prints a line a value', async () => {
    write('Pulumi.dev.yaml', stackFile);
    write('fleet/dev.yaml', fleetFile);
    const { stdout } = await gatehouse('config', 'show', 'orders', '--stack', 'dev');
    const line = (key: string) => stdout.split('\n').find((one) => one.startsWith(`${key} `));
    expect(line('gates.coverage')?.split(/ {2,}/)).toEqual([
      'gates.coverage',
      '85',
      'group service',
      'fleet/dev.yaml:4',
    ]);
    expect(line('gates.lint')?.split(/ {2,}/)).toEqual([
      'gates.lint',
      '"enforce"',
      'house default, restored',
      'fleet/dev.yaml:7',
    ]);
  });

  test('tells the nearest name, and what is wrong in the stack file with its line', async () => {
    write('Pulumi.dev.yaml', stackFile);
    write('fleet/dev.yaml', fleetFile);
    expect((await gatehouse('config', 'show', 'ordres', '--stack', 'dev')).stderr).toBe(
      'error: ordres: is not a repository of the stack dev; allowed: orders; did you mean orders?\n',
    );
    write('Pulumi.dev.yaml', stackFile.replace('readiness: 70', 'readyness: 70'));
    const { code, stderr } = await gatehouse('config', 'show', 'orders', '--stack', 'dev');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'Pulumi.dev.yaml:6:7: gatehouse:defaults.gates.readyness: unknown key',
    );
  });
});

describe('gatehouse config explain', () => {
  test.each<[string, readonly string[]]>([
    [
      'gates.coverage',
      [
        'gates.coverage',
        'Minimum line coverage, percent.',
        'default: 80',
        'a group of a fleet file',
      ],
    ],
    ['gatehouse:defaults.gates.coverage', ['gates.coverage\n']],
    ['repositories[3].gates.coverage', ['gates.coverage\n']],
    ['groups.service.gates.coverage', ['gates.coverage\n']],
    [
      'gatehouse:github.owner',
      ['github.owner\n', 'set by: the stack file (`gatehouse:github`)', 'default: none'],
    ],
    [
      'environments.production.waitMinutes',
      ['environments[].waitMinutes\n', 'Minutes a deployment waits.'],
    ],
    ['retries', ['retries.network.attempts\n', 'retries.tests.reruns\n']],
    ['variables.TIER', ['variables\n', 'type: map']],
    ['repositories[].groups', ['groups\n', 'the entry of a repository']],
    ['fleet.files', ['fleet.files\n']],
  ])('%s', async (key, expected) => {
    const { code, stdout } = await gatehouse('config', 'explain', key);
    expect(code).toBe(0);
    for (const part of expected) expect(stdout).toContain(part);
  });

  test.each([
    ['coverge', 'did you mean gates.coverage?'],
    ['constructor', 'is not a configuration key'],
    ['x'.repeat(100_000), 'is not a configuration key'],
  ])('of no key: %#', async (key, expected) => {
    const { code, stderr } = await gatehouse('config', 'explain', key);
    expect(code).toBe(1);
    expect(stderr).toContain(expected);
    expect(stderr.length).toBeLessThan(300);
  });
});

/** A repository with the usual settings, about half a kilobyte of configuration. */
function usual(index: number) {
  const check = { kind: 'health', path: '/health', expectJson: { status: 'ok' } };
  return {
    name: `service-${index}`,
    mcp: { command: ['python', '-m', `service_${index}.mcp_server`] },
    environments: { staging: {}, production: { waitMinutes: 10, reviewers: { teams: [4711] } } },
    smoke: {
      baseUrl: `https://service-${index}.staging.acme.example`,
      checks: [
        { name: 'service is healthy', ...check },
        { name: 'database answers', ...check, kind: 'database' },
      ],
    },
  };
}

const usualStack = (count: number) => ({
  config: {
    'gatehouse:github': { owner: 'acme' },
    'gatehouse:delivery': { mode: 'pullRequest' },
    'gatehouse:repositories': [...Array(count).keys()].map(usual),
  },
});

describe('gatehouse config move', () => {
  test('moves repositories with comments and anchors, and they get what they got', async () => {
    write(
      'Pulumi.dev.yaml',
      `${stackFile}  # ours
  gatehouse:repositories:
    - name: orders # the first
      variables: &v { TEAM: a }
    - name: billing
      variables: *v
`,
    );
    const show = ['config', 'show', 'billing', '--stack', 'dev', '--json'];
    const values = (text: string): readonly unknown[] =>
      (JSON.parse(text) as { values: { key: string; value: unknown; from: string }[] }).values.map(
        ({ key, value, from }) => [key, value, from],
      );
    const before = await gatehouse(...show);
    const { code, stdout } = await gatehouse('config', 'move', '--stack', 'dev');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'moved 2 repositories from Pulumi.dev.yaml to fleet/dev.yaml\n',
    });
    expect(read('Pulumi.dev.yaml')).toBe(stackFile);
    expect(read('fleet/dev.yaml'))
      .toBe(`# yaml-language-server: $schema=../node_modules/gatehouse/core/config/generated/fleet.schema.json
# ours
repositories:
  - name: orders # the first
    variables: &v { TEAM: a }
  - name: billing
    variables: *v
`);
    expect(values((await gatehouse(...show)).stdout)).toEqual(values(before.stdout));
  });

  test('overwrites nothing, and writes no file that the stack would not read', async () => {
    const before = stringify(usualStack(1));
    write('Pulumi.dev.yaml', before);
    write('fleet/dev.yaml', fleetFile);
    const refused = await gatehouse('config', 'move', '--stack', 'dev');
    expect({ code: refused.code, stderr: refused.stderr }).toEqual({
      code: 1,
      stderr:
        'error: fleet/dev.yaml: already exists and is not overwritten; name another file with --to\n',
    });
    const unread = await gatehouse('config', 'move', '--stack', 'dev', '--to', 'fleet/other.yaml');
    expect(unread.stderr).toContain(
      'the stack dev would not read it; it reads fleet/dev.yaml, fleet/dev/*.yaml',
    );
    expect(read('Pulumi.dev.yaml')).toBe(before);
    expect(read('fleet/dev.yaml')).toBe(fleetFile);
    expect(fs.readdirSync(path.join(directory, 'fleet'))).toEqual(['dev.yaml']);
    const other = await gatehouse(
      'config',
      'move',
      '--stack',
      'dev',
      '--to',
      'fleet/dev/more.yaml',
    );
    expect(other.code).toBe(0);
    expect(read('fleet/dev/more.yaml')).toContain('name: service-0');
  });
});

describe('a stack file near the limit of an environment variable', () => {
  test('is refused before anything runs, and the way out that it names works', async () => {
    write('Pulumi.dev.yaml', stringify(usualStack(350)));
    const { code, stdout, stderr } = await gatehouse('plan', '--stack', 'dev');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(
      'Pulumi.dev.yaml: gatehouse:repositories: the configuration is too large',
    );
    expect(stderr).toContain('`gatehouse config move` (docs/fleet.md)');
    expect((await gatehouse('config', 'move', '--stack', 'dev')).code).toBe(0);
    const moved = parse(read('fleet/dev.yaml')) as { readonly repositories: readonly unknown[] };
    expect(moved).toEqual({ repositories: usualStack(350).config['gatehouse:repositories'] });
    const shown = await gatehouse('config', 'show', 'service-349', '--stack', 'dev');
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain('https://service-349.staging.acme.example');
  });
});
