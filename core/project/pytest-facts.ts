import { fact, type Fact } from './fact';
import { iniList, iniValue } from './ini-file';
import { type ProjectFiles } from './project-files';
import { shellWords } from './shell-command';
import { type CoverageFacts, type PytestFacts } from './tool-facts';
import { at, distinct, isTable, oneOrMore, textsIn, textOf } from './tables';

interface Options {
  readonly reason: string;
  list(key: string): readonly string[];
  text(key: string): string | undefined;
}

/** pytest's configuration, from the first of its files that has one. https://docs.pytest.org/en/stable/reference/customize.html */
export function pytestOptions(
  files: ProjectFiles,
): (Options & { readonly file: string }) | undefined {
  for (const file of ['pytest.toml', '.pytest.toml']) {
    if (files.has(file)) return { file, ...fromTable(at(files.toml(file), 'pytest'), file) };
  }
  for (const file of ['pytest.ini', '.pytest.ini'])
    if (files.has(file)) return { file, ...fromIni(files, file, 'pytest') };
  const pyproject = at(files.toml('pyproject.toml'), 'tool', 'pytest');
  const table = at(pyproject, 'ini_options') ?? pyproject;
  if (isTable(table))
    return { file: 'pyproject.toml', ...fromTable(table, 'tool.pytest in pyproject.toml') };
  if (files.ini('tox.ini').has('pytest'))
    return { file: 'tox.ini', ...fromIni(files, 'tox.ini', 'pytest') };
  if (files.ini('setup.cfg').has('tool:pytest'))
    return { file: 'setup.cfg', ...fromIni(files, 'setup.cfg', 'tool:pytest') };
  return undefined;
}

const fromTable = (table: unknown, reason: string): Options => ({
  reason,
  list: (key) => {
    const value = at(table, key);
    return typeof value === 'string' ? shellWords(value.replace(/\n/g, ' ')) : oneOrMore(value);
  },
  text: (key) => textOf(at(table, key)),
});

const fromIni = (files: ProjectFiles, file: string, section: string): Options => {
  const text = (key: string): string | undefined =>
    iniValue(files.ini(file), section, key.toLowerCase());
  return {
    reason: `section ${section} of ${file}`,
    list: (key) => shellWords((text(key) ?? '').replace(/\n/g, ' ')),
    text,
  };
};

/** @param dependencies normalised names of all that the project asks for. */
export function pytestFacts(files: ProjectFiles, dependencies: ReadonlySet<string>): PytestFacts {
  const options = pytestOptions(files);
  const plugins = [...dependencies]
    .filter(
      (name) => name.startsWith('pytest-') || ['anyio', 'hypothesis', 'xdoctest'].includes(name),
    )
    .sort()
    .map((name) => fact(name, 'a dependency of the project'));
  if (options === undefined) return { plugins };
  const { reason } = options;
  const addopts = options.list('addopts');
  const testpaths = options.list('testpaths');
  const parallel = addopts.findIndex((word) => /^(?:-n.*|--numprocesses.*)$/.test(word));
  const workers = addopts[parallel]?.replace(/^(?:-n|--numprocesses)=?/, '') ?? '';
  const coverage = addopts.filter((word) => /^--cov(?:$|[=-])/.test(word));
  return {
    config: fact(options.file, reason),
    ...(testpaths.length === 0 ? {} : { testpaths: fact(testpaths, `testpaths, ${reason}`) }),
    ...(addopts.length === 0 ? {} : { addopts: fact(addopts, `addopts, ${reason}`) }),
    ...(parallel === -1
      ? {}
      : {
          parallel: fact(
            workers === '' ? (addopts[parallel + 1] ?? '') : workers,
            `addopts, ${reason}`,
          ),
        }),
    ...(coverage.length === 0 ? {} : { coverage: fact(coverage, `addopts, ${reason}`) }),
    plugins,
  };
}

/** https://coverage.readthedocs.io/en/latest/config.html */
export function coverageFacts(files: ProjectFiles): CoverageFacts {
  const inIni: readonly (readonly [string, string])[] = [
    ['.coveragerc', ''],
    ['setup.cfg', 'coverage:'],
    ['tox.ini', 'coverage:'],
  ];
  const build = (file: string, source: readonly string[], failUnder: number): CoverageFacts => ({
    config: fact(file, file),
    ...(source.length === 0 ? {} : { source: fact(distinct(source), `source in ${file}`) }),
    ...(Number.isFinite(failUnder) ? { failUnder: fact(failUnder, `fail_under in ${file}`) } : {}),
  });
  for (const [file, prefix] of inIni) {
    const ini = files.ini(file);
    if (
      ![...ini.keys()].some((section) =>
        new RegExp(`^${prefix}(?:run|report|paths|html)$`).test(section),
      )
    )
      continue;
    const source = ['source', 'source_pkgs'].flatMap((key) =>
      iniList(iniValue(ini, `${prefix}run`, key)),
    );
    return build(file, source, Number(iniValue(ini, `${prefix}report`, 'fail_under') ?? NaN));
  }
  for (const [file, path] of [
    ['.coveragerc.toml', []],
    ['pyproject.toml', ['tool', 'coverage']],
  ] as const) {
    const table = at(files.toml(file), ...path);
    if (!isTable(table) || Object.keys(table).length === 0) continue;
    const run = at(table, 'run');
    const source = [...oneOrMore(at(run, 'source')), ...textsIn(at(run, 'source_pkgs'))];
    return build(file, source, Number(at(table, 'report', 'fail_under') ?? NaN));
  }
  return {};
}

/** The module with Django's settings for tests. */
export function djangoSettings(files: ProjectFiles): Fact<string> | undefined {
  const options = pytestOptions(files);
  const module = options?.text('DJANGO_SETTINGS_MODULE');
  if (options !== undefined && module !== undefined)
    return fact(module, `DJANGO_SETTINGS_MODULE, ${options.reason}`);
  const managed = files.paths
    .filter((path) => /(?:^|\/)manage\.py$/.test(path))
    .map((path) => ({
      path,
      module: /DJANGO_SETTINGS_MODULE['"]\s*,\s*['"]([\w.]+)['"]/.exec(files.text(path))?.[1],
    }))
    .find(({ module }) => module !== undefined);
  return managed?.module === undefined ? undefined : fact(managed.module, managed.path);
}
