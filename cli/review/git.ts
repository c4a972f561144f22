import { execFile } from 'node:child_process';
import { ProblemsError } from '../../core/kernel/problem';

/** What a git command ended with. */
export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs git in a directory. A failure is a result; @throws ProblemsError when git could not be started. */
export function git(directory: string, ...args: readonly string[]): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      // No hook of the user's is meant for a temporary checkout.
      ['-c', 'core.hooksPath=/dev/null', '-c', 'advice.detachedHead=false', ...args],
      { cwd: directory, env: environment(), maxBuffer: 2 ** 26, encoding: 'utf8' },
      (error, stdout, stderr) => {
        if (error === null) resolve({ code: 0, stdout, stderr });
        else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
        else reject(cannotStart(error));
      },
    );
  });
}

function cannotStart(cause: Error): ProblemsError {
  const problem = {
    code: 'git-missing',
    message: 'git could not be started',
    found: cause.message,
    remedy: 'install git, or add it to PATH',
  };
  return new ProblemsError([problem], { cause });
}

/** Run from a hook, git's own variables would point every command at the repository of that hook. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^GIT_(?:DIR|WORK_TREE|INDEX_FILE|PREFIX|OBJECT_DIRECTORY|COMMON_DIR)$/.test(name),
  );
  return { ...Object.fromEntries(own), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}
