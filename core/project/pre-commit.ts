import { type Check, checksBy, checksOf } from './check-command';
import { type ProjectFiles } from './project-files';
import { shellCommands } from './shell-command';
import { at, listOf, oneOrMore, textOf, textsIn } from './tables';
import { makeTarget } from './task-files';

/** A hook of .pre-commit-config.yaml. */
export interface Hook {
  readonly repository: string;
  readonly id: string;
  readonly revision: string;
  readonly args: readonly string[];
  readonly checks: readonly Check[];
  /** Of the paths from the repository's root those that it is not run on. */
  readonly excluded: readonly RegExp[];
  /** Requirements that its environment holds beside the tool. */
  readonly additions: readonly string[];
}

export const preCommitFile = '.pre-commit-config.yaml';

/** https://pre-commit.com/#adding-pre-commit-plugins-to-your-project */
export function preCommitHooks(files: ProjectFiles): readonly Hook[] {
  const config = files.yaml(preCommitFile);
  const everywhere = pythonPattern(at(config, 'exclude'));
  return listOf(at(config, 'repos')).flatMap((repository) => {
    const name = textOf(at(repository, 'repo')) ?? '';
    const named = textOf(at(repository, 'rev')) ?? '';
    const revision = frozen(files.text(preCommitFile), named) ?? named;
    return listOf(at(repository, 'hooks'))
      .filter((hook) => !isManual(hook))
      .map((hook) => {
        const id = textOf(at(hook, 'id')) ?? '';
        const entry = name === 'local' ? (textOf(at(hook, 'entry')) ?? '') : '';
        const args = oneOrMore(at(hook, 'args'));
        return {
          ...{ repository: name, id, revision, args },
          checks: checksOfHook(files, id, entry),
          excluded: [...everywhere, ...pythonPattern(at(hook, 'exclude'))],
          additions: textsIn(at(hook, 'additional_dependencies')),
        };
      });
  });
}

/** A regular expression of Python's, which may be written over several lines with comments; none where it is no such text. */
function pythonPattern(value: unknown): readonly RegExp[] {
  const text = textOf(value);
  if (text === undefined) return [];
  const [, flag, body = ''] = /^\s*(\(\?x\))?([^]*)$/.exec(text) ?? [];
  const plain = flag === undefined ? body : body.replace(/\s+#.*$/gm, '').replace(/\s+/g, '');
  try {
    return [new RegExp(plain.trim())];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** `rev: 1a2b3c # frozen: v1.2.3`, as `pre-commit autoupdate --freeze` writes it. */
const frozen = (text: string, revision: string): string | undefined =>
  [...text.matchAll(/\brev:\s*['"]?([0-9a-f]{40})['"]?\s*#\s*(?:frozen:\s*)?(\S+)/g)].find(
    ([, sha]) => sha === revision,
  )?.[2];

const isManual = (hook: unknown): boolean => {
  const stages = oneOrMore(at(hook, 'stages'));
  return stages.length > 0 && stages.every((stage) => stage === 'manual');
};

const byId = checksBy(({ hooks }) => hooks);

/** A local hook is known by what it starts, any other by its id. */
function checksOfHook(files: ProjectFiles, id: string, entry: string): readonly Check[] {
  const started = shellCommands(entry)
    .flatMap((command) =>
      command.program === 'make'
        ? command.args.flatMap((target) => shellCommands(makeTarget(files, target)?.script ?? ''))
        : [command],
    )
    .flatMap(checksOf);
  if (started.length > 0) return started;
  return Object.hasOwn(byId, id) && byId[id] !== undefined ? [byId[id]] : [];
}
