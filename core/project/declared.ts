import { managerEntries } from '../tools/managers';
import { hatchEnvironments } from './hatch-environments';
import { iniLines, iniValue } from './ini-file';
import { type ProjectFiles } from './project-files';
import { normalName } from '../kernel/package-name';
import { parseRequirement, type Requirement } from './requirement';
import { keywordValue } from './setup-py';
import { at, distinct, entriesOf, isTable, listOf, oneOrMore, textOf, textsIn } from './tables';

/** A named or nameless set of requirements, and where it stands. */
export interface Declared {
  readonly kind: 'runtime' | 'group' | 'extra' | 'environment';
  /** Empty for what the project itself needs. */
  readonly name: string;
  readonly reason: string;
  readonly requirements: readonly Requirement[];
  /** Extras of the project that an environment of hatch installs. */
  readonly features: readonly string[];
  /** Groups that it installs. */
  readonly groups: readonly string[];
  /** Poetry's mark of a group that is not installed unless it is named. */
  readonly isOptional: boolean;
}

/** All that the project says it needs, without what is in requirements files. */
export function declaredDependencies(files: ProjectFiles): readonly Declared[] {
  return [
    ...standard(files),
    ...poetry(files),
    ...setuptools(files),
    ...hatchEnvironments(files).map(([name, environment]) =>
      declared('environment', name, {
        reason: `environment ${name} of hatch`,
        texts: [
          ...textsIn(at(environment, 'dependencies')),
          ...textsIn(at(environment, 'extra-dependencies')),
        ],
        features: textsIn(at(environment, 'features')),
        groups: textsIn(at(environment, 'dependency-groups')),
      }),
    ),
  ].filter(({ requirements, features, groups }) =>
    [requirements, features, groups].some((list) => list.length > 0),
  );
}

function declared(
  kind: Declared['kind'],
  name: string,
  rest: {
    readonly reason: string;
    readonly texts: readonly string[];
    readonly features?: readonly string[];
    readonly groups?: readonly string[];
  },
): Declared {
  return {
    kind,
    name,
    reason: rest.reason,
    requirements: rest.texts.map(parseRequirement).filter((one) => one !== undefined),
    features: rest.features ?? [],
    groups: rest.groups ?? [],
    isOptional: false,
  };
}

/** PEP 621, PEP 735, and what package managers had before it. */
function standard(files: ProjectFiles): readonly Declared[] {
  const pyproject = files.toml('pyproject.toml');
  const groups = at(pyproject, 'dependency-groups');
  const inPyproject = (path: string): string => `${path} in pyproject.toml`;
  return [
    declared('runtime', '', {
      reason: inPyproject('project.dependencies'),
      texts: textsIn(at(pyproject, 'project', 'dependencies')),
    }),
    ...entriesOf(at(pyproject, 'project', 'optional-dependencies')).map(([name, texts]) =>
      declared('extra', name, {
        reason: inPyproject(`project.optional-dependencies.${name}`),
        texts: textsIn(texts),
      }),
    ),
    ...entriesOf(groups).map(([name]) =>
      declared('group', name, {
        reason: inPyproject(`dependency-groups.${name}`),
        texts: groupTexts(groups, name, []),
      }),
    ),
    ...managerEntries.flatMap(([manager, { groupsKey }]) => {
      if (groupsKey === undefined) return [];
      const table = at(pyproject, 'tool', manager, groupsKey);
      const path = `tool.${manager}.${groupsKey}`;
      const lists = Array.isArray(table) ? [['dev', table] as const] : entriesOf(table);
      return lists.map(([name, texts]) =>
        declared('group', name, {
          reason: inPyproject(Array.isArray(table) ? path : `${path}.${name}`),
          texts: textsIn(texts),
        }),
      );
    }),
  ];
}

/** The requirements of a group, with those of the groups that it includes. */
function groupTexts(groups: unknown, name: string, within: readonly string[]): readonly string[] {
  const wanted = normalName(name);
  if (within.includes(wanted)) return [];
  const entry = entriesOf(groups).find(([key]) => normalName(key) === wanted);
  return listOf(entry?.[1]).flatMap((item) => {
    if (typeof item === 'string') return [item];
    const included = textOf(at(item, 'include-group'));
    return included === undefined ? [] : groupTexts(groups, included, [...within, wanted]);
  });
}

function poetry(files: ProjectFiles): readonly Declared[] {
  const table = at(files.toml('pyproject.toml'), 'tool', 'poetry');
  const reason = (path: string): string => `tool.poetry.${path} in pyproject.toml`;
  const groups = entriesOf(at(table, 'group')).map(([name, group]) => ({
    ...declared('group', name, {
      reason: reason(`group.${name}`),
      texts: poetryTexts(at(group, 'dependencies')),
    }),
    isOptional: /^true$/i.test(String(at(group, 'optional'))),
  }));
  return [
    declared('runtime', '', {
      reason: reason('dependencies'),
      texts: poetryTexts(at(table, 'dependencies')),
    }),
    ...groups,
    declared('group', 'dev', {
      reason: reason('dev-dependencies'),
      texts: poetryTexts(at(table, 'dev-dependencies')),
    }),
    ...entriesOf(at(table, 'extras')).map(([name, texts]) =>
      declared('extra', name, { reason: reason(`extras.${name}`), texts: textsIn(texts) }),
    ),
  ];
}

/** Poetry's table of dependencies as the texts of requirements; an exact version stays one. */
function poetryTexts(table: unknown): readonly string[] {
  return entriesOf(table)
    .filter(([name]) => normalName(name) !== 'python')
    .map(([name, value]) => {
      const one = Array.isArray(value) ? listOf(value)[0] : value;
      const git = textOf(at(one, 'git'));
      if (git !== undefined) return `${name} @ git+${git}`;
      const version = textOf(isTable(one) ? at(one, 'version') : one) ?? '';
      return /^\d[\w.]*$/.test(version)
        ? `${name}==${version}`
        : /^[=<>!~]=?/.test(version) && !version.startsWith('~') && !version.includes('|')
          ? `${name}${version}`
          : name;
    });
}

function setuptools(files: ProjectFiles): readonly Declared[] {
  const config = files.ini('setup.cfg');
  const python = files.text('setup.py');
  const extras = keywordValue(python, 'extras_require');
  return [
    declared('runtime', '', {
      reason: 'options.install_requires in setup.cfg',
      texts: iniLines(iniValue(config, 'options', 'install_requires')),
    }),
    ...[...(config.get('options.extras_require') ?? [])].map(([name, value]) =>
      declared('extra', name, {
        reason: `options.extras_require.${name} in setup.cfg`,
        texts: iniLines(value),
      }),
    ),
    declared('runtime', '', {
      reason: 'install_requires in setup.py',
      texts: textsIn(keywordValue(python, 'install_requires')),
    }),
    ...(isTable(extras) && !('call' in extras)
      ? entriesOf(extras).map(([name, texts]) =>
          declared('extra', name, {
            reason: `extras_require.${name} in setup.py`,
            texts: oneOrMore(texts),
          }),
        )
      : extrasByAssignment(python)),
  ];
}

/** `extras["dev"] = [...]`, one by one. */
function extrasByAssignment(python: string): readonly Declared[] {
  return [...python.matchAll(/^\s*(\w*extras\w*\[["'](\w+)["']\])\s*=\s*\[([^\]]*)\]/gm)].map(
    ([, place = '', name = '', body = '']) =>
      declared('extra', name, {
        reason: `${place} in setup.py`,
        texts: [...body.matchAll(/["']([^"'\n]+)["']/g)].map(([, text]) => text ?? ''),
      }),
  );
}

/** Requirements of all kinds with an address in git. */
export const gitRequirements = (
  all: readonly Declared[],
): readonly { readonly name: string; readonly url: string; readonly reason: string }[] =>
  all.flatMap(({ requirements, reason }) =>
    requirements.flatMap(({ name, url }) =>
      url?.startsWith('git+') === true ? [{ name, url: url.slice(4), reason }] : [],
    ),
  );

/** Git sources of uv: `[tool.uv.sources] name = { git = "…" }`. */
export const uvGitSources = (files: ProjectFiles) =>
  entriesOf(at(files.toml('pyproject.toml'), 'tool', 'uv', 'sources')).flatMap(([name, source]) =>
    distinct(
      (Array.isArray(source) ? listOf(source) : [source]).map((one) => textOf(at(one, 'git'))),
    ).flatMap((url) =>
      url === undefined
        ? []
        : [{ name: normalName(name), url, reason: `tool.uv.sources.${name} in pyproject.toml` }],
    ),
  );
