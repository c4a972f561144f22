import { dataDirectory } from '../cli/state/data-directory';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxError, type Target } from './target';

/** What can run a stack of the sandbox: the embedded host, or the Pulumi engine that is on PATH. */
export const engines = ['host', 'pulumi'] as const;

export type Engine = (typeof engines)[number];

/** How the user asks for a stack: a repository of their own, or the sample project; and what runs it. */
export interface StackRequest {
  readonly ownPath?: string | undefined;
  readonly engine: Engine;
  /** Whether the delivered gates are run once on the repository. */
  readonly prove?: boolean;
}

/** A command of the Makefile for the same stack. */
export function makeCommand(goal: string, { ownPath, engine }: StackRequest): string {
  return [
    `make ${goal}`,
    ...(ownPath === undefined ? [] : [`REPO=${quoted(ownPath)}`]),
    ...(engine === 'host' ? [] : [`ENGINE=${engine}`]),
  ].join(' ');
}

/** For a shell, where it has to be. */
function quoted(text: string): string {
  return /^[\w./~+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** All that the engine has of a stack, in a directory of its own. */
export function engineDirectory(root: string, stack: string): string {
  return join(dataDirectory(root), 'engine', stack);
}

/** The state of a stack as each of them writes it. */
export function stateFile(root: string, stack: string, engine: Engine): string {
  return engine === 'host'
    ? join(dataDirectory(root), 'stacks', `${stack}.json`)
    : join(
        engineDirectory(root, stack),
        'state',
        '.pulumi',
        'stacks',
        'gatehouse',
        `${stack}.json`,
      );
}

/** Who has resources of a stack in its state, or an interrupted update of it. */
export function keeperOf(root: string, stack: string): Engine | undefined {
  const journal = join(dataDirectory(root), 'stacks', `${stack}.journal`);
  if (existsSync(journal)) return 'host';
  return engines.find((engine) => {
    const file = stateFile(root, stack, engine);
    return existsSync(file) && isInUse(readFileSync(file, 'utf8'));
  });
}

/** A stack that was only made has a state too, without any resource; one that a killed engine was writing has no end. */
function isInUse(state: string): boolean {
  return state.includes('"urn"') || !state.trimEnd().endsWith('}');
}

/** @throws {SandboxError} when the other one keeps the stack: two states of one stack would each make it again. */
export function refuseOtherKeeper(root: string, { stack }: Target, request: StackRequest): void {
  const keeper = keeperOf(root, stack);
  if (keeper === undefined || keeper === request.engine) return;
  const kept = { ...request, engine: keeper };
  const who = { host: 'the embedded host', pulumi: 'the Pulumi engine' }[keeper];
  throw new SandboxError(
    [
      `The state of the stack ${stack} belongs to ${who}. Nothing was changed. You can`,
      `  continue with it: ${makeCommand('up', kept)}`,
      `  or remove the stack first: ${makeCommand('down', kept)}`,
      '  or move its state: docs/engine.md, "From the sandbox to the engine"',
    ].join('\n'),
  );
}

/** Removes what both have of a stack that is gone. */
export async function forgetStack(root: string, stack: string): Promise<void> {
  const hostFiles = join(dataDirectory(root), 'stacks');
  for (const file of await entries(hostFiles)) {
    if (file.startsWith(`${stack}.`)) await rm(join(hostFiles, file), { force: true });
  }
  await rm(engineDirectory(root, stack), { recursive: true, force: true });
}

/** Whether nothing of any stack is left. */
export async function hasNoStack(root: string): Promise<boolean> {
  const left = ['stacks', 'engine'].map((name) => entries(join(dataDirectory(root), name)));
  return (await Promise.all(left)).every((names) => names.length === 0);
}

async function entries(directory: string): Promise<readonly string[]> {
  return existsSync(directory) ? readdir(directory) : [];
}
