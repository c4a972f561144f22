import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pinned } from '../../core/pipeline/actions/pinned';
import { exampleSettings } from '../../core/pipeline/example-settings';
import { renderFiles } from '../../core/pipeline/render-files';
import { findFiles } from '../../policies/find-files';
import { checkFiles, runCheck, type CheckWorld } from '../../policies/check-files';
import { GOOD_CI, UNPINNED_CI } from '../../policies/fixtures/good-ci';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'check-files-'));
  mkdirSync(join(directory, '.github', 'workflows'), { recursive: true });
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const world = (input = ''): CheckWorld => ({
  readInput: () => input,
  now: () => new Date('2026-12-01T12:00:00Z'),
});

function write(name: string, text: string): void {
  writeFileSync(join(directory, '.github', 'workflows', name), text);
}

describe('fixes', () => {
  const read = (): string =>
    readFileSync(join(directory, '.github', 'workflows', 'ci.yml'), 'utf8');

  test('are printed as a patch that git takes, and nothing is written', () => {
    write('ci.yml', UNPINNED_CI);
    const { output, exitCode } = checkFiles([directory, '--patch']);
    expect(exitCode).toBe(0);
    expect(read()).toBe(UNPINNED_CI);
    const applied = spawnSync('git', ['apply', '-'], { cwd: directory, input: output });
    expect(applied.stderr.toString()).toBe('');
    expect(checkFiles([directory])).toMatchObject({ output: 'no violations\n', exitCode: 0 });
  });

  test('are written, and the rest is reported', () => {
    write('ci.yml', UNPINNED_CI.replace('--cov-fail-under=80', '--cov-fail-under=70'));
    const { output, exitCode } = checkFiles([directory, '--fix']);
    expect(exitCode).toBe(1);
    expect(output).toContain('[coverage-gate]\n1 violation\n');
    expect(read()).toMatch(/actions\/checkout@[0-9a-f]{40} # v/);
  });

  test('are none of a rule that is disabled', () => {
    write('ci.yml', UNPINNED_CI);
    const file = join(directory, 'config.json');
    writeFileSync(file, '{"pinned-actions": "disabled"}');
    expect(checkFiles([directory, '--patch', '--config', file]).output).toBe('');
  });
});

test('what is not a file is named and passed over, and the rest is checked', () => {
  write('ci.yml', GOOD_CI);
  const folder = join(directory, '.github', 'workflows');
  mkdirSync(join(folder, 'folder.yml'));
  symlinkSync('nowhere', join(folder, 'dangling.yml'));
  symlinkSync(join(directory, 'elsewhere.yml'), join(folder, 'link.yml'));
  writeFileSync(join(directory, 'elsewhere.yml'), 'on: [\n');
  spawnSync('mkfifo', [join(folder, 'pipe.yml')]);
  expect(findFiles(directory).passedOver).toEqual([
    { path: '.github/workflows/dangling.yml', why: 'a link to a file that does not exist' },
    { path: '.github/workflows/folder.yml', why: 'a directory' },
    { path: '.github/workflows/link.yml', why: 'a link to a file elsewhere' },
    { path: '.github/workflows/pipe.yml', why: 'not a regular file' },
  ]);
  expect(checkFiles([directory]).output).toBe('no violations\n');
});

test('the ending is read in any case', () => {
  write('ci.YML', UNPINNED_CI);
  expect(checkFiles([directory]).exitCode).toBe(1);
});

describe('the report', () => {
  test('is empty and good where nothing is wrong', () => {
    write('ci.yml', GOOD_CI);
    expect(checkFiles([directory])).toMatchObject({ output: 'no violations\n', exitCode: 0 });
  });

  test('names file, line, column, fix and rule', () => {
    write('ci.yml', UNPINNED_CI);
    const { output, exitCode } = checkFiles([directory]);
    expect(exitCode).toBe(1);
    expect(output).toContain('.github/workflows/ci.yml:18:15 actions/checkout@v7 is not pinned');
    expect(output).toContain('; fix: write actions/checkout@');
    expect(output).toContain('[pinned-actions]\n1 violation\n');
  });

  test('names the configuration key that decides it', () => {
    write('ci.yml', GOOD_CI.replace('--cov-fail-under=80', '--cov-fail-under=70'));
    expect(checkFiles([directory]).output).toContain('config key: gates.coverage');
  });

  test('is the same as JSON and as SARIF, with positions', () => {
    write('ci.yml', UNPINNED_CI);
    const json = JSON.parse(checkFiles([directory, '--format', 'json']).output) as unknown;
    const at = { file: '.github/workflows/ci.yml', line: 18, column: 15 };
    expect(json).toMatchObject({
      version: 1,
      violations: [{ ...at, rule: 'pinned-actions', severity: 'high', level: 'mandatory' }],
    });
    const sarif = JSON.parse(checkFiles([directory, '--format', 'sarif']).output) as {
      readonly runs: readonly {
        readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
        readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number }[];
      }[];
    };
    const [run] = sarif.runs;
    expect(run?.results).toMatchObject([
      {
        ruleId: 'pinned-actions',
        level: 'error',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: at.file },
              region: { startLine: at.line, startColumn: at.column },
            },
          },
        ],
      },
    ]);
    expect(run?.tool.driver.rules[run.results[0]?.ruleIndex ?? -1]?.id).toBe('pinned-actions');
  });

  test('of several files is in the order of their names', () => {
    write('b.yml', UNPINNED_CI);
    write('a.yaml', UNPINNED_CI);
    const lines = checkFiles([directory]).output.trim().split('\n').slice(0, -1);
    const files = lines.map((line) => line.split(':')[0]);
    expect(files).toEqual([...files].sort());
    expect(new Set(files).size).toBe(2);
  });

  test('blocks at the level of the configuration', () => {
    write('ci.yml', UNPINNED_CI);
    const config = join(directory, 'pack.json');
    writeFileSync(config, '{"all":"advisory"}');
    expect(checkFiles([directory, '--config', config])).toMatchObject({ exitCode: 0 });
    writeFileSync(config, '{"pinned-actions":"disabled"}');
    expect(checkFiles([directory, '--config', config]).output).toBe('no violations\n');
    writeFileSync(config, '{"coverage-gate":{"minimum":"high"}}');
    expect(() => checkFiles([directory, '--config', config])).toThrow('coverage-gate.minimum');
  });

  test('reports a file that is no YAML at its place, and still judges the others', () => {
    write('ci.yml', UNPINNED_CI);
    write('x.yml', 'on: [push\njobs:\n');
    const { output } = checkFiles([directory]);
    expect(output).toContain('[pinned-actions]');
    expect(output).toMatch(/x\.yml:\d+:\d+ .*\[workflow-readable\]/);
  });
});

test('a configuration with misspelt names, levels and settings is refused, all of them at once', () => {
  write('ci.yml', GOOD_CI);
  const config = join(directory, 'pack.json');
  const wrong = {
    all: 'mandatry',
    'job-timeout': 'disabled',
    'coverage-gate': { minimu: 90 },
    'pinned-actions': { enforcementLevel: 'off' },
  };
  writeFileSync(config, JSON.stringify(wrong));
  expect(() => checkFiles([directory, '--config', config])).toThrow(
    [
      'all: found level "mandatry"; allowed: advisory, mandatory, remediate, disabled',
      'job-timeout: not a policy; the nearest name is job-timeouts',
      'policy pack configuration: coverage-gate: Unrecognized key: "minimu"; the nearest key is minimum',
      'pinned-actions: found level "off"; allowed: advisory, mandatory, remediate, disabled',
    ].join('\n'),
  );
});

describe('targets', () => {
  const PLAIN = 'runs:\n  using: composite\n  steps:\n    - uses: actions/checkout@v7\n';
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  const places = (...argv: readonly string[]): readonly string[] => {
    const config = join(directory, 'only-pins.json');
    writeFileSync(config, '{"all": "disabled", "pinned-actions": "mandatory"}');
    const { output } = checkFiles([...argv, '--config', config, '--format', 'json']);
    const { violations } = JSON.parse(output) as { violations: { file: string; line: number }[] };
    return violations.map(({ file, line }) => `${file}:${line}`);
  };

  test('of a working copy: workflows and actions, nested ones too, but no installed packages', () => {
    write('ci.yml', UNPINNED_CI);
    put('action.yml', PLAIN);
    put('.github/actions/a/action.yaml', PLAIN);
    put('services/shop/.github/workflows/ci.yml', UNPINNED_CI);
    put('node_modules/x/action.yml', PLAIN);
    put('ansible/action.yml', 'not: an action\n');
    expect(places(directory)).toEqual([
      'action.yml:4',
      '.github/actions/a/action.yaml:4',
      '.github/workflows/ci.yml:18',
      'services/shop/.github/workflows/ci.yml:18',
    ]);
    expect(findFiles(directory).passedOver).toEqual([
      {
        path: 'ansible/action.yml',
        why: expect.stringContaining('not the metadata of an action') as string,
      },
    ]);
  });

  test('several are named as they were given', () => {
    put('a/.github/workflows/ci.yml', UNPINNED_CI);
    put('b/action.yml', PLAIN);
    const [a, b] = [join(directory, 'a'), join(directory, 'b/action.yml')];
    expect(places(a, b)).toEqual([`${a}/.github/workflows/ci.yml:18`, `${b}:4`]);
  });

  test('one file is judged with what it uses, which is not reported', () => {
    put('.github/actions/pin/action.yml', PLAIN);
    write('ci.yml', UNPINNED_CI.replace('actions/checkout@v7', './.github/actions/pin'));
    expect(places(join(directory, '.github/workflows/ci.yml'))).toEqual([]);
    write('ci.yml', GOOD_CI.replace(/ {6}- run: pytest.*/, '      - uses: ./.github/actions/test'));
    put(
      '.github/actions/test/action.yml',
      'runs:\n  using: composite\n  steps:\n    - run: pytest --cov --cov-fail-under=80\n      shell: bash\n',
    );
    expect(checkFiles([join(directory, '.github/workflows/ci.yml')]).output).toBe(
      'no violations\n',
    );
  });

  test('standard input is a workflow, or what its name says', () => {
    const check = (text: string, ...options: readonly string[]) =>
      checkFiles(['-', '--preset', 'hardening', ...options], world(text)).output;
    expect(check(UNPINNED_CI)).toContain('<stdin>:18:15 actions/checkout@v7 is not pinned');
    expect(check(PLAIN, '--stdin-filename', 'x/action.yml')).toContain('x/action.yml:4:13 ');
  });

  test('a lockfile pins what it covers', () => {
    write('ci.yml', UNPINNED_CI);
    put(
      '.github/workflows/actions.lock',
      `version: v0.0.2\nworkflows: {.github/workflows/ci.yml: [actions/checkout@v7]}\ndependencies:\n  actions/checkout@v7: {commit: sha1-${'a'.repeat(40)}}\n`,
    );
    expect(places(directory)).toEqual([]);
  });
});

test('the preset hardening demands no gate of a project that has its own', () => {
  write(
    'ci.yml',
    UNPINNED_CI.replace('actions/checkout@v7', pinned.checkout).replace(
      /run: \|[^]*pytest.*/,
      'run: npm test',
    ),
  );
  expect(checkFiles([directory, '--preset', 'hardening']).output).toBe('no violations\n');
  expect(checkFiles([directory, '--preset', 'prod']).exitCode).toBe(1);
});

test('it ends with 0, 1, or 2 where it could not look', () => {
  const run = (...args: readonly string[]) => {
    const said = { stdout: '', stderr: '' };
    const into = (name: keyof typeof said) => ({
      write: (text: string) => {
        said[name] += text;
      },
    });
    return { status: runCheck(args, { stdout: into('stdout'), stderr: into('stderr') }), ...said };
  };
  write('ci.yml', GOOD_CI);
  expect(run(directory).status).toBe(0);
  write('ci.yml', UNPINNED_CI);
  expect(run(directory).status).toBe(1);
  expect(run(directory).stderr).toMatch(
    /^check: the lists of .* are \d+ days? old \(.*: \d{4}-\d\d-\d\d\)\n$/,
  );
  const nowhere = run(join(directory, 'nowhere'));
  expect(nowhere.status).toBe(2);
  expect(nowhere.stderr).toContain('nowhere: not found; give a directory, a file or -');
  rmSync(join(directory, '.github/workflows/ci.yml'));
  const empty = run(directory);
  expect(empty.status).toBe(2);
  expect(empty.stderr).toContain('no workflow files found; give a working copy');
  expect(run(directory, '--format', 'sarfi').status).toBe(2);
});

test('the command line of gatehouse has it, with its exit codes', () => {
  const program = resolve(__dirname, '..', '..', 'cli', 'bin.mjs');
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [program, 'check', ...args], { encoding: 'utf8' });
  write('ci.yml', UNPINNED_CI);
  const found = run(directory, '--format', 'json', '--preset', 'hardening');
  expect(found.status).toBe(1);
  expect(found.stdout).toContain('"rule":"pinned-actions"'.replace(':', ': '));
  const misspelt = run('--preset', 'hardning', directory);
  expect(misspelt.status).toBe(2);
  expect(misspelt.stderr).toContain('Allowed choices are dev, hardening, prod, strict');
  expect(run('--help').stdout).toContain('exits with 0 when nothing blocks');
});

describe('a pipeline that is called', () => {
  const { files, called } = renderFiles({
    ...exampleSettings,
    reuse: { repository: 'ci', branch: 'main', protect: true },
  });
  const place = (clone: string, path: string, text: string): string => {
    const root = join(directory, clone);
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    return root;
  };
  const clones = () => {
    const ci = files.find(({ path }) => path === '.github/workflows/ci.yml')?.content ?? '';
    return {
      orders: place('orders', '.github/workflows/ci.yml', ci),
      central: (clone: string) => place(clone, called?.path ?? '', called?.content ?? ''),
    };
  };

  test('is judged with a clone of the repository that it is called in', () => {
    const { orders, central } = clones();
    expect(checkFiles([orders]).output).toContain('no step enforces a minimum coverage');
    expect(checkFiles([orders, central('other')]).output).toContain('no step enforces');
    expect(checkFiles([orders, central('ci')])).toMatchObject({
      output: 'no violations\n',
      exitCode: 0,
    });
  });
});
