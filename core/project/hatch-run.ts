import { type ShellCommand } from './shell-command';

/** Scripts and environments of hatch that are for tests by their names. */
const testNames =
  /^(?:tests?|unit|integration|scenarios?|behaviou?r|cov|coverage)(?:$|[-_.])|(?:^|[-_.])(?:tests?|cov)$/;
export const isTestName = (name: string): boolean => testNames.test(name);

/** What `hatch run` is asked for. */
interface HatchRun {
  readonly environment: string;
  /** Of its matrix: `+py=3.12`. */
  readonly selection: readonly string[];
  /** A script or a program, and its arguments. */
  readonly words: readonly string[];
}

/** Reads the words before and after `run`; hatch itself takes options at both places. */
export function hatchRun(before: readonly string[], after: readonly string[]): HatchRun {
  const option = /^(?:-e|--env)$/;
  const chosen = [before, before.at(-1) === 'env' ? after : []].flatMap((words) =>
    words.flatMap((word, index) => (option.test(words[index - 1] ?? '') ? [word] : [])),
  )[0];
  const end = after.indexOf('--');
  const given = before.at(-1) === 'env' && end !== -1 ? after.slice(end + 1) : after;
  const start = given.findIndex((word) => !/^[+-]/.test(word));
  const selection = given.slice(0, Math.max(0, start)).filter((word) => /^[+-]\w+=/.test(word));
  const [first = '', ...rest] = start === -1 ? [] : given.slice(start);
  const [, named, name = ''] = /^(?:([\w.-]+):)?(.*)$/.exec(first) ?? [];
  return { environment: chosen ?? named ?? 'default', selection, words: [name, ...rest] };
}

/** The command line that runs it, by `hatch` itself. */
export function hatchCommand({ environment, selection, words }: HatchRun): ShellCommand {
  const [name = '', ...rest] = words;
  const asked = environment === 'default' ? name : `${environment}:${name}`;
  const args = ['run', ...selection, asked, ...rest];
  return { program: 'hatch', args, through: [], text: ['hatch', ...args].join(' ') };
}

/** Writes hatch's configuration, as its first run in a home does, and leaves one that is there alone. */
export const writeHatchConfiguration =
  '[ -f "${XDG_CONFIG_HOME:-$HOME/.config}/hatch/config.toml" ] || uv tool run hatch config restore';
