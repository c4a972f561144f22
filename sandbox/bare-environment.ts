import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { poetryMirror } from '../core/pipeline/steps/tool-versions';
import { toolPath } from './actions/tools';

/** Variables that say where things are on this machine, and hold no credentials. */
const plainVariables =
  /^(?:LANG|LC_\w+|TZ|TERM|TMPDIR|UV_CACHE_DIR|PIP_CERT|\w*CA_BUNDLE|SSL_CERT_(?:FILE|DIR)|NODE_EXTRA_CA_CERTS|(?:https?|no|all)_proxy)$/i;

/** Variables that name the index to ask in place of PyPI, by the tool that reads them; the first that is set is for Poetry too. */
const indexVariables = [
  'UV_DEFAULT_INDEX',
  'UV_INDEX_URL',
  'PIP_INDEX_URL',
  'PDM_PYPI_URL',
] as const;

/** Places below a home that hold compilers and interpreters, and no credentials. */
const toolchains = {
  RUSTUP_HOME: '.rustup',
  PYENV_ROOT: '.pyenv',
  UV_PYTHON_INSTALL_DIR: '.local/share/uv/python',
} as const;

/** Where they are: the code that is run has another home. */
function placesOfToolchains(environment: NodeJS.ProcessEnv): Record<string, string> {
  const home = environment['HOME'] ?? '';
  const places: Readonly<Record<string, string>> = Object.fromEntries(
    Object.entries(toolchains).flatMap(([name, below]) => {
      const place = environment[name] ?? join(home, below);
      return home !== '' && existsSync(place) ? [[name, place]] : [];
    }),
  );
  return { ...places, ...interpretersOfPyenv(places['PYENV_ROOT'], environment['PYENV_VERSION']) };
}

/**
 * Of several interpreters pyenv provides one, unless all are named; a gate takes the version that the project asks for.
 *
 * @param chosen what the caller provides, by colons; it stays first.
 */
function interpretersOfPyenv(
  root: string | undefined,
  chosen: string | undefined,
): Readonly<Record<string, string>> {
  const versions = join(root ?? '', 'versions');
  if (root === undefined || !existsSync(versions)) return {};
  const file = join(root, 'version');
  const usual = chosen ?? (existsSync(file) ? readFileSync(file, 'utf8') : '');
  const first = usual.split(/[:\s]+/).filter((name) => existsSync(join(versions, name)));
  const named = [...first, ...readdirSync(versions).sort()].filter((name) => name !== '');
  return named.length === 0 ? {} : { PYENV_VERSION: [...new Set(named)].join(':') };
}

/** What of an environment foreign code may have: no tokens, and no address with a password. */
export function bareEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const isKept = (name: string): boolean =>
    plainVariables.test(name) ||
    name === poetryMirror.variable ||
    indexVariables.some((index) => index === name);
  const kept: Readonly<Record<string, string>> = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || !isKept(name) || /\/\/[^/\s]*@/.test(value)
        ? []
        : [[name, value] as const],
    ),
  );
  const index = indexVariables.map((name) => kept[name]).find((value) => value !== undefined);
  return {
    ...placesOfToolchains(environment),
    ...(index === undefined ? {} : { [poetryMirror.variable]: index }),
    ...kept,
    PATH: toolPath(),
  };
}
