import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { projectRoot, runProgram } from '../support/tools';

/** Packing, a compiler and a plan of five processes. */
const timeout = 180_000;

const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-package-'));
const consumer = path.join(directory, 'consumer');
const installed = path.join(consumer, 'node_modules', 'gatehouse');
const modules = path.join(projectRoot, 'node_modules');

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Links what npm would install: the packages that are installed here, all but the one that comes inside the tarball. */
function linkDependencies(): void {
  for (const name of readdirSync(modules)) {
    const scoped = name.startsWith('@') ? readdirSync(path.join(modules, name)) : [];
    for (const one of name.startsWith('@') ? scoped.map((own) => `${name}/${own}`) : [name]) {
      if (one.startsWith('.') || one === '@pulumi/slack') continue;
      const link = path.join(consumer, 'node_modules', one);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(path.join(modules, one), link);
    }
  }
}

/** Not kept beside the files: here they are part of this package, by which `gatehouse/…` can be checked in place. */
function writePackage(folder: string, content: Readonly<Record<string, string>>): void {
  writeFileSync(path.join(consumer, folder, 'package.json'), JSON.stringify(content));
}

const commandLine = (cwd: string, args: readonly string[]) =>
  runProgram(process.execPath, [path.join(installed, 'cli', 'bin.mjs'), ...args], { cwd });

/** What `gatehouse` prints in a project. */
function gatehouse(cwd: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = commandLine(cwd, args);
  expect({ status, stdout, stderr }).toMatchObject({ status: 0 });
  return stdout;
}

describe('the packed tarball in a project of another team', () => {
  beforeAll(() => {
    const packed = runProgram(
      'npm',
      ['pack', '--ignore-scripts', '--silent', '--pack-destination', directory],
      { cwd: projectRoot },
    );
    expect(packed).toMatchObject({ status: 0 });
    cpSync(path.join(__dirname, 'consumer'), consumer, { recursive: true });
    writePackage('.', { name: 'consumer' });
    writePackage('pack', { name: 'acme-policies', version: '1.0.0', main: 'index.js' });
    mkdirSync(installed, { recursive: true });
    const tarball = path.join(directory, packed.stdout.trim());
    const unpacked = runProgram('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
    expect(unpacked).toMatchObject({ status: 0 });
    linkDependencies();
  }, timeout);

  test('holds no test, and the SDK that no registry has', () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.endsWith('.test.ts'))).toEqual([]);
    expect(files).toContain(path.join('node_modules', '@pulumi', 'slack', 'index.ts'));
  });

  test(
    'gives its components to a program, with types',
    () => {
      const compiled = runProgram(
        process.execPath,
        [path.join(modules, 'typescript', 'bin', 'tsc'), '--project', consumer],
        { cwd: consumer },
      );
      expect(compiled).toMatchObject({ status: 0, stdout: '' });
    },
    timeout,
  );

  test(
    "plans the program under the package's pack and one that takes rules from it",
    () => {
      const stdout = gatehouse(
        consumer,
        ...['plan', '--stack', 'dev', '--files', path.join(directory, 'files')],
        ...['--policy-pack', path.join(installed, 'policies'), '--policy-pack', 'pack'],
      );
      expect(stdout).toContain('+ gatehouse:github:Pipeline orders');
      expect(stdout).toContain('+ gatehouse:index:WorkflowCommit orders-files-commit');
      expect(stdout).toMatch(/^ {2}gatehouse \S+: \d+ policies passed$/m);
      expect(stdout).toMatch(/^ {2}acme 1\.0\.0: 3 policies passed$/m);
      const ci = path.join('orders', '.github', 'workflows', 'ci.yml');
      expect(
        readdirSync(path.join(directory, 'files'), { recursive: true, encoding: 'utf8' }),
      ).toContain(ci);
    },
    timeout,
  );

  describe('makes a project', () => {
    const fresh = path.join(directory, 'fresh');
    const asked = ['--owner', 'acme', '--repository', 'orders', 'billing', '--stack', 'team'];

    beforeAll(() => {
      mkdirSync(fresh);
      symlinkSync(path.join(consumer, 'node_modules'), path.join(fresh, 'node_modules'));
    });

    const written = () => readdirSync(fresh).filter((name) => name !== 'node_modules');

    test('unless a name is not valid or the package is not installed there', () => {
      const wrong = ['--owner', 'a_b', '--repository', 'x/y', 'z', 'z', '--stack', 'a b'];
      const { status, stderr } = commandLine(fresh, ['init', ...wrong]);
      expect({ status, lines: stderr.trim().split('\n') }).toEqual({
        status: 1,
        lines: [
          expect.stringMatching(/^error: --owner: must be the login .*found "a_b"$/),
          expect.stringMatching(/^--repository: must be a bare repository name .*found "x\/y"$/),
          '--repository: is named twice; found "z"',
          expect.stringMatching(/^--stack: is not a valid stack name; found "a b"; allowed: /),
        ],
      });
      const elsewhere = commandLine(directory, ['init', ...asked]);
      expect(elsewhere).toMatchObject({ status: 1 });
      expect(elsewhere.stderr).toContain('node_modules/gatehouse: the package is not installed');
      expect(written()).toEqual([]);
    });

    test(
      'that plans under the policy pack, and overwrites nothing',
      () => {
        expect(gatehouse(fresh, 'init', ...asked)).toContain('wrote fleet/team.yaml\n');
        const packs = ['--policy-pack', 'node_modules/gatehouse/policies'];
        const stdout = gatehouse(fresh, 'plan', '--stack', 'team', ...packs);
        expect(stdout).toContain('+ gatehouse:github:Pipeline orders');
        expect(stdout).toContain('+ gatehouse:github:Pipeline billing');
        expect(stdout).toMatch(/^ {2}gatehouse \S+: \d+ policies passed$/m);
        for (const [file, kind] of [
          ['Pulumi.team.yaml', 'stack'],
          ['fleet/team.yaml', 'fleet'],
        ] as const) {
          const [, schema = ''] = /\$schema=(\S+)/.exec(
            readFileSync(path.join(fresh, file), 'utf8'),
          ) as RegExpExecArray;
          expect(path.resolve(fresh, path.dirname(file), schema)).toBe(
            path.join(fresh, `node_modules/gatehouse/core/config/generated/${kind}.schema.json`),
          );
        }
        const again = commandLine(fresh, ['init', ...asked]);
        expect(again.status).toBe(1);
        expect(again.stderr.match(/already exists and is not overwritten/g)).toHaveLength(4);
      },
      timeout,
    );
  });
});
