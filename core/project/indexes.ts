import { type LockingManager, lockingManagers, packageManagers } from '../tools/managers';
import { fact, type Fact } from './fact';
import { iniLines, iniValue } from './ini-file';
import { type FoundCommand } from './found-commands';
import { type Manager, type PackageIndex } from './model';
import { type ProjectFiles } from './project-files';
import { type ReadRequirements } from './requirements-files';
import { at, distinct, listOf, textOf } from './tables';

/** Indexes that everybody can read. */
const publicHosts =
  /^https?:\/\/(?:[\w.-]+\.)?(?:pypi\.org|pythonhosted\.org|pytorch\.org|nvidia\.com|anaconda\.org|wheelhouse\.[\w.-]+|ppp-dev\.[\w.-]+|github\.io)(?:[/:]|$)/i;

/** Package indexes beside PyPI, with the variables by which their credentials are handed over. */
export function detectIndexes(
  files: ProjectFiles,
  manager: Manager,
  requirements: readonly ReadRequirements[],
  commands: readonly FoundCommand[],
): readonly Fact<PackageIndex>[] {
  const pyproject = files.toml('pyproject.toml');
  const uvPip = ['index-url', 'extra-index-url'].flatMap((key) =>
    addresses(at(pyproject, 'tool', 'uv', key)).map((url) =>
      indexFact({ url }, `tool.uv.${key} in pyproject.toml`, inAddress),
    ),
  );
  const pipFile = ['pip.conf', 'pip.ini'].flatMap((file) =>
    ['index-url', 'extra-index-url'].flatMap((key) =>
      iniLines(iniValue(files.ini(file), 'global', key)).map((url) =>
        indexFact({ url }, `${key} in ${file}`, inAddress),
      ),
    ),
  );
  const inFiles = requirements.flatMap(({ path, text }) =>
    text.indexes.map((url) => indexFact({ url }, path, inAddress)),
  );
  const inCommands = commands.flatMap(({ install, reason }) =>
    (install?.indexes ?? []).map((url) => indexFact({ url }, reason, inAddress)),
  );
  const locking = lockingManagers.find((name) => name === manager) ?? 'uv';
  const own = [...indexesOf(pyproject, locking), ...(locking === 'uv' ? uvPip : [])];
  const all = [...own, ...pipFile, ...inFiles, ...inCommands].filter((one) => one !== undefined);
  return all.filter(
    (one, index) => all.findIndex(({ value }) => value.url === one.value.url) === index,
  );
}

const addresses = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? listOf(value) : [value]).filter((one) => typeof one === 'string');

type Variables = (name: string, url: string) => readonly string[];

/** Indexes of a manager's own table. */
const indexesOf = (pyproject: unknown, manager: LockingManager) =>
  listOf(at(pyproject, 'tool', manager, packageManagers[manager].indexes.key)).map((index) =>
    indexFact(
      index,
      `tool.${manager}.${packageManagers[manager].indexes.key} in pyproject.toml`,
      variablesOf(manager),
    ),
  );

const variablesOf =
  (manager: LockingManager): Variables =>
  (name, url) => {
    const { credentials } = packageManagers[manager].indexes;
    return credentials === undefined || name === ''
      ? inAddress(name, url)
      : credentials(variable(name));
  };

/** Variables that the address itself names: `https://${USER}:${TOKEN}@…`. */
const inAddress: Variables = (_name, url) =>
  distinct([...url.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? ''));

const variable = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]+/g, '_');

function indexFact(
  index: unknown,
  reason: string,
  variables: Variables,
): Fact<PackageIndex> | undefined {
  const address = textOf(at(index, 'url'));
  if (address === undefined) return undefined;
  const name = textOf(at(index, 'name'));
  const isPublic = publicHosts.test(address);
  const url = withoutPassword(address);
  if (isPublic && /^https?:\/\/(?:[\w.-]+\.)?pypi\.org\/simple\/?$/.test(address)) return undefined;
  return fact(
    {
      url,
      ...(name === undefined ? {} : { name }),
      credentials: isPublic ? [] : variables(name ?? '', address),
    },
    name === undefined ? reason : `${reason}: ${name}`,
  );
}

/** What stands before the `@`, unless it is the name of a variable, might be a secret. */
const withoutPassword = (url: string): string =>
  url.replace(/^([a-z]+:\/\/)([^/@]*)@/i, (_all, scheme: string, user: string) =>
    /^(?:\$\{\w+\}:?)+$/.test(user) ? `${scheme}${user}@` : scheme,
  );
