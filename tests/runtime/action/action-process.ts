import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { main } from '../../../runtime/action/main';
import { clockEnvironment } from '../../../sandbox/clock-environment';
import { projectRoot } from '../../support/tools';

/** How a step of the bundled action ended. */
export interface StepResult {
  readonly code: number | null;
  /** What it wrote to the log. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

export interface StepOptions {
  readonly inputs: Readonly<Record<string, string>>;
  /** Variables beside the ones that every step has. */
  readonly env?: Readonly<Record<string, string>>;
  /** The event's payload. */
  readonly event?: unknown;
  /** The working directory, which is the workspace too. */
  readonly cwd: string;
}

/** The action's bundle, which is built before the first test. */
export const builtAction = path.join(projectRoot, 'build', 'action', 'index.js');

/** Runs the bundle as the runner would: a process of its own with inputs, environment files and an event file. */
export async function runStep(bundle: string, options: StepOptions): Promise<StepResult> {
  return withStep(options, (variables) => run(bundle, [], options.cwd, variables));
}

/** The same from source and in this process, where a second of waiting is a millisecond. */
export async function runStepFast(options: StepOptions): Promise<StepResult> {
  return withStep(options, async (variables) => {
    const lines: string[] = [];
    const code = await main({
      arguments: [],
      variables,
      write: (line) => lines.push(line),
      secondMs: 1,
    });
    return { code, log: lines.join('\n') };
  });
}

async function withStep(
  options: StepOptions,
  start: (
    variables: Readonly<Record<string, string>>,
  ) => Promise<{ readonly code: number | null; readonly log: string }>,
): Promise<StepResult> {
  const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-step-'));
  try {
    const file = (name: string, text: string): string => {
      writeFileSync(path.join(directory, name), text);
      return path.join(directory, name);
    };
    const output = file('output', '');
    const summary = file('summary', '');
    const inputs = Object.entries(options.inputs).map(([name, value]) => [
      `INPUT_${name.toUpperCase()}`,
      value,
    ]);
    const { code, log } = await start({
      PATH: process.env['PATH'] ?? '',
      GITHUB_ACTIONS: 'true',
      // Nothing answers there: severities are unknown unless a test serves them.
      GATEHOUSE_OSV_URL: 'http://127.0.0.1:9',
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_EVENT_PATH: file('event.json', JSON.stringify(options.event ?? {})),
      GITHUB_WORKSPACE: options.cwd,
      ...(Object.fromEntries(inputs) as Record<string, string>),
      ...options.env,
    });
    return {
      code,
      log,
      outputs: parseOutputs(readFileSync(output, 'utf8')),
      summary: readFileSync(summary, 'utf8'),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Runs the bundle with a command line, as a developer does. */
export async function runLocally(
  bundle: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Pick<StepResult, 'code' | 'log'>> {
  return run(bundle, args, cwd, { PATH: process.env['PATH'] ?? '', ...env });
}

function run(
  bundle: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly log: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bundle, ...args], {
      cwd,
      env: { ...clockEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    const collect = (chunk: Buffer): void => {
      log += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, log });
    });
  });
}

function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = '', , value = ''] of text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm))
    outputs[name] = value;
  return outputs;
}
