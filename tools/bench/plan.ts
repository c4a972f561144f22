import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { fleetOf } from './fleet';
import { compare, millisecondsOf, type Result } from './measure';

const root = path.resolve(__dirname, '..', '..');
const run = promisify(execFile);

/**
 * `plan` of fleets of growing size against the import of the SDKs it cannot do without plus one stringify; and against
 * the least that a Pulumi program can do, the same number of resources registered by a loop, which shows how much of it
 * is the SDK's and the protocol's own cost.
 */
export async function planResults(): Promise<Result[]> {
  const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-bench-'));
  const bare = bareProject();
  try {
    const results: Result[] = [];
    for (const size of [1, 100, 1_000]) {
      const configFile = path.join(directory, `Pulumi.bench-${size}.yaml`);
      writeFileSync(configFile, stringify(fleetOf(size)));
      const pairs = size === 1_000 ? 1 : 3;
      const ours = (): Promise<number> => millisecondsOf(() => plan(size, configFile));
      results.push(
        await compare(
          `plan ${size} repositories / import of the SDKs and one yaml stringify per distinct document`,
          2,
          pairs,
          ours,
          () => millisecondsOf(() => run(process.execPath, ['-e', peer], { cwd: root })),
        ),
        await compare(
          `plan ${size} repositories / a loop that registers as many resources, under the same host`,
          undefined,
          pairs,
          ours,
          () => millisecondsOf(() => bare.plan(size * resourcesPerRepository)),
        ),
      );
    }
    return results;
  } finally {
    rmSync(directory, { recursive: true });
    bare.remove();
  }
}

/** What the pipeline of a repository with the house's defaults consists of. */
const resourcesPerRepository = 9;

/** A project whose program does nothing but register resources. It is below the root, where the SDK is found. */
function bareProject(): { plan(resources: number): Promise<unknown>; remove(): void } {
  const parent = path.join(root, 'build');
  mkdirSync(parent, { recursive: true });
  const directory = mkdtempSync(path.join(parent, 'bench-'));
  writeFileSync(
    path.join(directory, 'Pulumi.yaml'),
    stringify({ name: 'bare', runtime: { name: 'nodejs', options: { typescript: false } } }),
  );
  writeFileSync(path.join(directory, 'Pulumi.bench.yaml'), stringify({ config: {} }));
  writeFileSync(
    path.join(directory, 'index.js'),
    `const pulumi = require('@pulumi/pulumi');
    for (let index = 0; index < Number(process.env.RESOURCES); index += 1)
      new pulumi.CustomResource('github:index/issueLabel:IssueLabel', 'label-' + index, { repository: 'orders', name: 'label-' + index, color: 'ffffff' });`,
  );
  return {
    plan: (resources) =>
      run(
        process.execPath,
        [path.join(root, 'cli', 'bin.mjs'), 'plan', '--stack', 'bench', '--json'],
        {
          cwd: directory,
          maxBuffer: 2 ** 30,
          env: { ...process.env, RESOURCES: String(resources) },
        },
      ),
    remove: () => {
      rmSync(directory, { recursive: true });
    },
  };
}

/** Peak memory of a plan's largest process in MB, by fleet size. */
export function planMemory(): { readonly repositories: number; readonly megabytes: number }[] {
  const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-bench-'));
  try {
    return [1, 100, 1_000].map((size) => {
      const configFile = path.join(directory, `Pulumi.bench-${size}.yaml`);
      writeFileSync(configFile, stringify(fleetOf(size)));
      return { repositories: size, megabytes: peakMegabytes(planArguments(size, configFile)) };
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function planArguments(size: number, configFile: string): string[] {
  return ['cli/bin.mjs', 'plan', '--stack', `bench-${size}`, '--config-file', configFile, '--json'];
}

function plan(size: number, configFile: string): Promise<unknown> {
  return run(process.execPath, planArguments(size, configFile), { cwd: root, maxBuffer: 2 ** 30 });
}

/** Measured by a parent that does nothing else: the largest resident set of any descendant it waited for. */
function peakMegabytes(argv: readonly string[]): number {
  const script = [
    'import resource, subprocess, sys',
    'subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)',
    'print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)',
  ].join('\n');
  return Number(
    execFileSync('python3', ['-c', script, process.execPath, ...argv], {
      cwd: root,
      encoding: 'utf8',
    }),
  );
}

const peer = `
  require('@pulumi/pulumi'); require('@pulumi/github'); require('@pulumi/aws'); require('@pulumi/policy');
  const { parse, stringify } = require('yaml'); const { readFileSync } = require('node:fs');
  stringify(parse(readFileSync('Pulumi.prod.yaml', 'utf8')));`;
