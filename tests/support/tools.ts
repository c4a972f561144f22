import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import {
  pinnedTool,
  toolPath,
  type PinnedTool,
  type ToolAnswer,
  type ToolOptions,
} from '../../sandbox/actions/tools';

export { pinnedTool, toolPath, type ToolAnswer } from '../../sandbox/actions/tools';

/** Root of this project. */
export const projectRoot = path.resolve(__dirname, '..', '..');

/** Runs one of the tools that `make tools` installs. */
export function runTool(
  tool: PinnedTool,
  args: readonly string[],
  options: ToolOptions = {},
): ToolAnswer {
  return runProgram(pinnedTool(tool), args, options);
}

/** Runs a program to its end, with the pinned tools on its PATH. @throws when it cannot be started or takes too long. */
export function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env, timeoutMs = 600_000 }: ToolOptions = {},
): ToolAnswer {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, PATH: toolPath(), ...env },
    encoding: 'utf8',
    timeout: timeoutMs,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}
