import { type Problem } from '../kernel/problem';
import {
  checkPackages,
  formatters,
  installers,
  linters,
  packageManagers,
  testRunners,
  typeCheckers,
} from '../config/choices';
import { furtherProjects } from './further-projects';
import { checksOf } from '../config/smoke-deployments';
import { secretsOf } from '../smoke/check';
import { type PipelineSettings } from '../config/pipeline-settings';

/**
 * The last door before text from a configuration reaches a workflow. The schema of the stack configuration has
 * checked forms and ranges; this is about what would turn text into code, whoever calls: an expression, a line break,
 * a name that stands unquoted inside an expression.
 */
export function checkSettings(settings: PipelineSettings): readonly Problem[] {
  const problems: Problem[] = [...checkTexts(settings, '')];
  for (const [path, secret] of secretNames(settings)) {
    if (/^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/i.test(secret)) continue;
    problems.push({
      code: 'secret-name',
      path,
      message: 'this is not the name of a secret',
      found: `${String(secret.length)} characters`,
      allowed: 'letters, digits and _, not starting with a digit or with GITHUB_',
      remedy: 'give the name of the repository secret, not its value',
    });
  }
  for (const project of [settings, ...furtherProjects(settings).map((further) => further.settings)])
    problems.push(...closedLists(project), ...names(project));
  const branches = [settings.defaultBranch, ...settings.branches];
  const named = [
    ['defaultBranch', settings.defaultBranch],
    ...settings.branches.map((branch, index) => [`branches[${String(index)}]`, branch] as const),
    ['readiness.dataBranch', settings.readiness.dataBranch],
  ] as const;
  for (const [path, branch] of named) {
    if (isBranchName(branch)) continue;
    problems.push({
      code: 'branch-name',
      path,
      message: 'git does not accept this branch name, and in a filter it could match others',
      found: shorten(branch),
      allowed: 'a name that git check-ref-format --branch accepts',
    });
  }
  if (branches.includes(settings.readiness.dataBranch)) {
    problems.push({
      code: 'data-branch-is-code',
      path: 'readiness.dataBranch',
      message:
        'the data branch is one of the branches whose pushes start CI, so the dashboard would feed on itself',
      found: settings.readiness.dataBranch,
      allowed: `any branch but ${branches.join(', ')}`,
    });
  }
  return problems;
}

/** Values that choose what is rendered. */
function closedLists({ python, checks }: PipelineSettings): readonly Problem[] {
  const lists: readonly (readonly [string, string, readonly string[]])[] = [
    ['python.manager', python.manager, packageManagers],
    ['python.installer', python.installer, installers],
    ...(typeof python.tools === 'string'
      ? [['python.tools', python.tools, ['project', 'gatehouse']] as const]
      : python.tools.map((name) => ['python.tools', name, checkPackages] as const)),
    ['checks.linter', checks.linter, linters],
    ['checks.formatter', checks.formatter, formatters],
    ['checks.typeChecker', checks.typeChecker, typeCheckers],
    ['checks.testRunner', checks.testRunner, testRunners],
  ];
  return lists.flatMap(([path, found, allowed]): readonly Problem[] =>
    allowed.includes(found)
      ? []
      : [
          {
            code: 'not-in-list',
            path,
            message: 'is not an allowed value',
            found: shorten(found),
            allowed: allowed.join(', '),
          },
        ],
  );
}

/** Names that become a part of a word or a key, where quotes are of no help. */
function names({
  python,
  deploy,
  surroundings,
  steps,
  jobs,
  projects,
}: PipelineSettings): readonly Problem[] {
  const checked: readonly (readonly [string, string, RegExp, string])[] = [
    ...python.extras.map(
      (name) =>
        ['python.extras', name, /^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'the name of an extra'] as const,
    ),
    ...Object.keys(jobs).map(
      (name) =>
        [
          'jobs',
          name,
          /^[a-z_][a-z0-9_-]*$/,
          'a letter or _, then letters, digits, _ and -',
        ] as const,
    ),
    [
      'python.directory',
      python.directory,
      // It is a part of patterns, and of paths back to the root.
      /^(?:\.|(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.][A-Za-z0-9_.-]*(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.-]+)*)$/,
      'a directory of letters, digits, `.`, `_` and `-`, without `..`',
    ],
    ...Object.keys(projects).map(
      (name) =>
        [
          'projects',
          name,
          /^[a-z_][a-z0-9_-]*$/,
          'a letter or _, then letters, digits, _ and -',
        ] as const,
    ),
    ...[
      ...Object.keys(surroundings.env),
      ...Object.keys(python.credentials),
      ...Object.keys(deploy?.env ?? {}),
      ...Object.keys(deploy?.secrets ?? {}),
      ...[
        ...Object.values(jobs).flatMap((job) => job.steps),
        ...Object.values(steps).flatMap(({ before, after }) => [...before, ...after]),
      ].flatMap(({ env }) => Object.keys(env)),
    ].map(
      (name) =>
        [
          'surroundings.env',
          name,
          /^[A-Za-z_][A-Za-z0-9_]*$/,
          'letters, digits and _, not starting with a digit',
        ] as const,
    ),
    ...Object.keys(surroundings.services).map(
      (name) =>
        [
          'surroundings.services',
          name,
          /^[A-Za-z_][A-Za-z0-9_-]*$/,
          'letters, digits, _ and -, starting with a letter or _',
        ] as const,
    ),
  ];
  return checked.flatMap(([path, name, form, allowed]): readonly Problem[] =>
    form.test(name)
      ? []
      : [{ code: 'name', path, message: 'is not a valid name', found: shorten(name), allowed }],
  );
}

/** Names that stand unquoted inside an expression. */
function secretNames(settings: PipelineSettings): readonly (readonly [string, string])[] {
  const { webhookSecret } = settings.slack;
  const copy = settings.readiness.dashboardCopy;
  const checks = settings.smoke === undefined ? [] : checksOf(settings.smoke);
  const ofChecks = checks.flatMap((check) =>
    secretsOf(check).map((secret) => [`smoke check ${check.name}`, secret] as const),
  );
  return [
    ...(webhookSecret === undefined ? [] : [['slack.webhookSecret', webhookSecret] as const]),
    ...(copy === undefined
      ? []
      : [['readiness.dashboardCopy.privateKeySecret', copy.privateKeySecret] as const]),
    ...ofChecks,
    ...Object.entries(settings.deploy?.secrets ?? {}).map(
      ([variable, secret]) => [`deploy.secrets.${variable}`, secret] as const,
    ),
    ...[{ key: '', settings }, ...furtherProjects(settings)].flatMap((project) =>
      Object.entries(project.settings.python.credentials).map(
        ([variable, secret]) => [`${project.key}python.credentials.${variable}`, secret] as const,
      ),
    ),
  ];
}

/** The rules of `git check-ref-format --branch`. https://git-scm.com/docs/git-check-ref-format */
function isBranchName(name: string): boolean {
  const forbidden = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$/;
  const parts = name.split('/');
  return (
    name !== '' &&
    !forbidden.test(name) &&
    parts.every((part) => !part.startsWith('.') && !part.endsWith('.lock'))
  );
}

function* checkTexts(value: unknown, path: string): Generator<Problem> {
  if (typeof value === 'string') {
    if (value.includes('${{')) {
      yield {
        code: 'expression-in-setting',
        path,
        message:
          'a setting cannot hold a GitHub Actions expression: it would be evaluated with the permissions of the job',
        found: shorten(value),
        allowed: 'text without ${{',
      };
    }
    if (/[\u0000-\u001f\u007f\u0085\u2028\u2029]/.test(value)) {
      yield {
        code: 'control-character',
        path,
        message: 'a setting cannot hold line breaks or other control characters',
        found: shorten(value),
        allowed: 'one line of text',
      };
    }
    return;
  }
  if (value === null || typeof value !== 'object') return;
  for (const [key, item] of Object.entries(value)) {
    if (!Array.isArray(value)) yield* checkTexts(key, `${path}.${shorten(key)} (key)`);
    const at = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    yield* checkTexts(item, at);
  }
}

function shorten(text: string): string {
  const shown = JSON.stringify(text);
  return shown.length > 60 ? `${shown.slice(0, 57)}…"` : shown;
}
