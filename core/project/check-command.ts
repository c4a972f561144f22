import { formatTools, knownTypeTools, lintTools } from '../tools';
import { type KnownTool } from '../tools/check-tool';
import { type ShellCommand } from './shell-command';

export type CheckKind = 'lint' | 'format' | 'types' | 'tests';

/** What a command of the project checks, and by which tool. */
export interface Check {
  readonly kind: CheckKind;
  readonly tool: string;
}

/** What tools check, by words that stand for them. */
export function checksBy(
  words: (tool: KnownTool) => readonly string[],
): Readonly<Record<string, Check>> {
  const tables = { lint: lintTools, format: formatTools, types: knownTypeTools };
  return Object.fromEntries(
    Object.entries(tables).flatMap(([kind, table]) =>
      Object.entries<KnownTool>(table).flatMap(([tool, known]) =>
        words(known).map((word) => [word, { kind: kind as keyof typeof tables, tool }] as const),
      ),
    ),
  );
}

const byProgram: Readonly<Record<string, Check>> = {
  ...checksBy(({ program, programs = [program] }) => programs),
  pytest: { kind: 'tests', tool: 'pytest' },
  'py.test': { kind: 'tests', tool: 'pytest' },
  unittest: { kind: 'tests', tool: 'unittest' },
};

/** Programs and scripts that run tests and that nothing else here knows. */
const testCommands = /^(?:trial|nose2|stestr|behave|green|zope-testrunner|ward|avocado|lit)$/;
const testScripts = /(?:^|\/)(?:run_?tests?|runtests|test_?runner)\.py$/;

/** What a command checks; nothing when it is something else. */
export function checksOf({ program, args }: ShellCommand): readonly Check[] {
  if (program === 'ruff')
    return [
      args[0] === 'format' ? { kind: 'format', tool: 'ruff' } : { kind: 'lint', tool: 'ruff' },
    ].filter(() => !['version', '--version', 'clean', 'rule'].includes(args[0] ?? '')) as Check[];
  const known = Object.hasOwn(byProgram, program) ? byProgram[program] : undefined;
  if (known !== undefined) return args[0] === '--version' ? [] : [known];
  if (program === 'hatch' && args[0] === 'test') return [{ kind: 'tests', tool: 'pytest' }];
  if (program === 'hatch' && args[0] === 'fmt') return hatchFmt(args);
  if (isDjangoTest(program, args)) return [{ kind: 'tests', tool: 'django' }];
  // `setup.py test` says nothing: setuptools has no such command since release 72.
  const script = program === 'python' ? (args[0] ?? '') : program;
  return testCommands.test(program) || testScripts.test(script)
    ? [{ kind: 'tests', tool: 'command' }]
    : [];
}

/** https://hatch.pypa.io/latest/cli/reference/#hatch-fmt */
function hatchFmt(args: readonly string[]): readonly Check[] {
  const lints = !args.some((word) => word === '--formatter' || word === '-f');
  const formats = !args.some((word) => word === '--linter' || word === '-l');
  return [
    ...(lints ? [{ kind: 'lint', tool: 'ruff' } as const] : []),
    ...(formats ? [{ kind: 'format', tool: 'ruff' } as const] : []),
  ];
}

function isDjangoTest(program: string, args: readonly string[]): boolean {
  if (program === 'django-admin' || program === 'django') return args[0] === 'test';
  const [script, ...rest] = program === 'python' ? args : [program, ...args];
  return /(?:^|\/)manage\.py$/.test(script ?? '') && rest[0] === 'test';
}
