import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { uvCache } from '../../sandbox/actions/tools';
import { sampleHistory } from '../../sandbox/sample-history';
import { commitDirectory } from '../../sandbox/commit-directory';
import { type PipelineSettings } from '../../core/config/pipeline-settings';
import { sbomPackage } from '../../core/pipeline/steps/tool-versions';
import { deliver } from './target-repository';
import { pinnedTool, projectRoot, runProgram } from './tools';

/** A bare repository with the sample project and what Gatehouse delivers to it, and a clone of it. */
export interface SampleCheckout {
  /** The bare repository; its branch `main` holds everything delivered. */
  readonly origin: string;
  /** The clone, at `main`. */
  readonly directory: string;
}

/** No settings of the user or the machine, and a fixed identity. */
const gitEnvironment = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
} as const;

/** Runs git in a directory and gives its output. @throws when it fails. */
export function git(directory: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = runProgram('git', ['-C', directory, ...args], {
    env: gitEnvironment,
  });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** Makes a bare repository with the sample project and its history. */
export async function sampleOrigin(origin: string): Promise<void> {
  const source = path.join(projectRoot, 'sandbox', 'sample-project');
  mkdirSync(path.dirname(origin), { recursive: true });
  await commitDirectory(source, origin, 'main', sampleHistory);
}

/** Clones the sample project's repository and commits to its `main` what Gatehouse delivers. */
export async function deliveredCheckout(
  origin: string,
  directory: string,
  settings: PipelineSettings,
): Promise<SampleCheckout> {
  mkdirSync(directory, { recursive: true });
  git(directory, 'clone', '--quiet', origin, '.');
  await deliver(settings, directory);
  commitAll(directory, 'Deliver the pipeline');
  git(directory, 'push', '--quiet', 'origin', 'HEAD');
  return { origin, directory };
}

/** Commits whatever changed in a work tree and gives the commit's id. */
export function commitAll(directory: string, message: string): string {
  git(directory, 'add', '--all');
  git(directory, 'commit', '--quiet', '--message', message);
  return git(directory, 'rev-parse', 'HEAD');
}

/** A change of a project: text by path, `null` for a file that goes. */
export type Change = Readonly<Record<string, string | null>>;

/** Applies a change to the files of a directory. */
export function applyChange(directory: string, change: Change): void {
  for (const [file, text] of Object.entries(change)) {
    const target = path.join(directory, file);
    mkdirSync(path.dirname(target), { recursive: true });
    if (text === null) rmSync(target);
    else writeFileSync(target, text);
  }
}

/**
 * Fetches into the cache everything the sample project's pipeline installs, so that what follows needs no network, and
 * compiles it, so that no run has to. The only place where these tests use the package index.
 */
export function fillUvCache(checkout: string): void {
  const uv = (...args: readonly string[]): void => {
    const { status, stderr } = runProgram(pinnedTool('uv'), args, {
      cwd: checkout,
      env: { UV_CACHE_DIR: uvCache, UV_PYTHON: '3.11' },
      timeoutMs: 300_000,
    });
    if (status !== 0) throw new Error(`uv ${args.join(' ')}: ${stderr}`);
  };
  uv('sync', '--frozen', '--dev');
  uv('run', '--frozen', '--with', sbomPackage, 'python', '-c', 'pass');
  uv('build', '--quiet', '--out-dir', 'dist');
  const compile = path.join(__dirname, 'compile_uv_cache.py');
  uv('run', '--frozen', 'python', compile, uvCache);
}
