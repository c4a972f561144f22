import { fact, type Fact } from './fact';
import { type CheckKind } from './check-command';
import { type FoundCommand } from './found-commands';
import { exclusionOptions } from './hook-exclusions';
import { type Hook, preCommitFile } from './pre-commit';
import { type ProjectFiles } from './project-files';
import { resolvePath } from './project-tree';
import { distinct } from './tables';
import { type OwnOptions, type ToolFacts } from './tool-facts';

/** Options that say how a tool reports or that it repairs, and nothing of what it finds. */
const ignored =
  /^(?:--check|--diff|--fix(?:-only)?|--no-fix|--unsafe-fixes|--exit-zero|--exit-non-zero-on-\w+|--show-(?:fixes|source|files)|--statistics|--count|-[qv]+|--quiet|--verbose|--(?:no-)?colou?r(?:-output)?|--no-cache|--output-(?:format|file)|--format|--tee|--benchmark|--install-types|--non-interactive|--pretty|--jobs|-j\d*|--score|--reports|--version|--force-exclude|-[pm]|--package|--module)(?:=.*)?$/;

/** Options of linters, formatters and type checkers whose value may be the next word. */
const withValue =
  /^(?:--(?:config(?:-file)?|rcfile|(?:extend-|per-file-)?(?:ignore|select|exclude)s?|max-[a-z-]+|line-length|target-version|disable|enable|python-version|load-plugins|project|pythonpath|output-format|output-file|format|jobs)|-[ltdepmj])$/;

const plainWord = /^[\w./:=@%+,*^|()-]{1,200}$/;

/** What of a command's words says how the tool is run and what it looks at. */
function readOptions(words: readonly string[], isPath: (word: string) => boolean): OwnOptions {
  const options: string[] = [];
  const paths: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (!word.startsWith('-')) {
      const path = resolvePath('.', word);
      if (path !== undefined && isPath(path)) paths.push(path);
      continue;
    }
    const value = withValue.test(word) ? words[index + 1] : undefined;
    if (value !== undefined) index += 1;
    if (ignored.test(word) || !plainWord.test(word)) continue;
    if (value === undefined) options.push(word);
    else if (plainWord.test(value))
      options.push(...(word.startsWith('--') ? [`${word}=${value}`] : [word, value]));
  }
  // All of the repository is more than the code: docs, examples, and what was delivered.
  return { options, paths: paths.includes('.') ? [] : distinct(paths) };
}

/** A run that reports and fails for nothing. */
export const isReportOnly = (args: readonly string[]): boolean => args.includes('--exit-zero');

interface Wanted {
  readonly wanted: { readonly kind: CheckKind; readonly tool: string };
  /** What the tool looks at. */
  readonly places: readonly string[];
  /** Of the project. */
  readonly directory: string;
}

/** How the project itself runs a tool: in its workflows, else as a hook, else by tox, nox or a task. */
export function ownOptions(
  files: ProjectFiles,
  hooks: readonly Hook[],
  commands: readonly FoundCommand[],
  { wanted, places, directory }: Wanted,
): Fact<OwnOptions> | undefined {
  const isWanted = (check: { readonly kind: CheckKind; readonly tool: string }): boolean =>
    check.kind === wanted.kind && check.tool === wanted.tool;
  const isPath = (path: string): boolean =>
    path === '.' || files.has(path) || files.paths.some((one) => one.startsWith(`${path}/`));
  const running = commands.filter(
    ({ checks, command }) => checks.some(isWanted) && !isReportOnly(command.args),
  );
  const hook = hooks.find(({ checks }) => checks.some(isWanted));
  const first =
    running.find(({ strength }) => strength === 'workflow') ??
    (hook === undefined ? running[0] : undefined);
  const found =
    first === undefined
      ? hook &&
        fact(
          {
            options: [
              ...readOptions(hook.args, () => false).options,
              ...exclusionOptions(
                wanted.kind === 'format' && wanted.tool === 'ruff' ? 'ruff-format' : wanted.tool,
                hook,
                files.paths.filter((path) => path.endsWith('.py') && isBelow(places, path)),
                directory,
              ),
            ],
            paths: [],
          },
          `hook ${hook.id} of ${preCommitFile}`,
        )
      : fact(
          readOptions(
            first.command.args.filter(
              (word, index) => index > 0 || !/^(?:check|format)$/.test(word),
            ),
            isPath,
          ),
          `\`${first.command.text}\` of ${first.reason}`,
        );
  return found === undefined || found.value.options.length + found.value.paths.length === 0
    ? undefined
    : found;
}

const isBelow = (places: readonly string[], path: string): boolean =>
  places.some((place) => place === '.' || place === path || path.startsWith(`${place}/`));

/** The same for each tool that was chosen. */
export function ownOptionsOf(
  { lint, format, types }: Pick<ToolFacts, 'lint' | 'format' | 'types'>,
  find: (wanted: {
    readonly kind: CheckKind;
    readonly tool: string;
  }) => Fact<OwnOptions> | undefined,
): ToolFacts['own'] {
  const [linter] = lint.value;
  const [checker] = types.value;
  const found = {
    lint: linter === undefined ? undefined : find({ kind: 'lint', tool: linter }),
    format: format.value === 'none' ? undefined : find({ kind: 'format', tool: format.value }),
    types: checker === undefined ? undefined : find({ kind: 'types', tool: checker }),
  };
  return {
    ...(found.lint === undefined ? {} : { lint: found.lint }),
    ...(found.format === undefined ? {} : { format: found.format }),
    ...(found.types === undefined ? {} : { types: found.types }),
  };
}
