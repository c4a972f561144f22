import { spawnSync } from 'node:child_process';
import { pinnedTool, runProgram } from '../support/tools';

/** Where pyenv keeps several Pythons, it provides one of them unless all are named. */
const ofPyenv = spawnSync('pyenv', ['versions', '--bare'], { encoding: 'utf8' });

/** The environment in which all Pythons of this machine are found. */
export const interpreters: Readonly<Record<string, string>> =
  ofPyenv.status === 0
    ? {
        PYENV_VERSION: ofPyenv.stdout
          .split('\n')
          .filter((name) => /^3\.\d\d\./.test(name))
          .join(':'),
      }
    : {};

/** The Python versions that this machine has, such as `3.12`. */
export const installed: ReadonlySet<string> = new Set(
  (
    JSON.parse(
      runProgram(
        pinnedTool('uv'),
        ['python', 'list', '--only-installed', '--output-format', 'json'],
        { env: interpreters },
      ).stdout,
    ) as readonly { readonly version: string }[]
  ).map(({ version }) => version.replace(/^(\d+\.\d+).*$/, '$1')),
);
