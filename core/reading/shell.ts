/** One command of a pipeline: its program without directory, in lower case, and what is behind it. */
export interface Command {
  readonly program: string;
  readonly rest: string;
}

/** Words before a program that only say how it runs. */
const PREFIX =
  /^(?:(?:sudo|env|exec|command|time|nohup|then|do|else|!|\{|\()(?:\s+-\S+)*\s+|\w+=\S*\s+)/;

/** How a pipeline begins: behind another one, or as an argument of another command. */
const BEGIN = /(;|&&|\|\||\$\(|<\(|`|\s-c\s+["'])/;

interface Pipeline {
  readonly commands: readonly Command[];
  /** Whether its output is passed to the last command of the pipeline before. */
  readonly isHanded: boolean;
}

/**
 * The pipelines of a line of a script. Quotes are not looked at, so that text passed to a shell is seen too.
 */
export function pipelinesOf(line: string): readonly Pipeline[] {
  const parts = line.split(BEGIN);
  return parts.flatMap((text, index) => {
    if (index % 2 === 1) return [];
    // The option by which the next part is code belongs to this one.
    const option = /-c\s/.test(parts[index + 1] ?? '') ? ' -c' : '';
    const commands = `${text}${option}`.split('|').flatMap((part) => commandOf(part) ?? []);
    return [{ commands, isHanded: /[(`"']$/.test(parts[index - 1] ?? '') }];
  });
}

function commandOf(text: string): Command | undefined {
  let rest = text.trim();
  for (let prefix = PREFIX.exec(rest); prefix !== null; prefix = PREFIX.exec(rest))
    rest = rest.slice(prefix[0].length);
  const [, word] = /^["']?([\w./~+-]+)/.exec(rest) ?? [];
  if (word === undefined) return undefined;
  return {
    program: word === '.' ? word : (word.split('/').at(-1) ?? '').toLowerCase(),
    rest: rest.slice(rest.indexOf(word) + word.length),
  };
}

const DOWNLOADS: ReadonlySet<string> = new Set([
  ...['curl', 'wget', 'aria2c'],
  ...['iwr', 'irm', 'invoke-webrequest', 'invoke-restmethod'],
]);

const INTERPRETERS: ReadonlySet<string> = new Set([
  ...['sh', 'bash', 'zsh', 'dash', 'ksh', 'python', 'python3', 'perl', 'ruby', 'node', 'php'],
  ...['pwsh', 'powershell', 'iex', 'invoke-expression', 'source', '.', 'eval'],
]);

const ANY_DOWNLOAD = new RegExp(`(?:${[...DOWNLOADS, 'base64'].join('|')})`, 'i');

/** Whether a text names any command for which {@link isDownload} may hold; much faster than taking it apart. */
export const mayDownload = (text: string): boolean => ANY_DOWNLOAD.test(text);

/** Whether a command fetches what a server sends, or turns coded text into plain. */
export function isDownload({ program, rest }: Command): boolean {
  if (program === 'base64') return /\s(?:-[a-z]*[dD]\b|--decode\b)/.test(rest);
  return DOWNLOADS.has(program);
}

/** Whether a command runs code that it is given. */
export function isInterpreter({ program }: Command): boolean {
  return INTERPRETERS.has(program);
}

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh']);

/** Names of the standard input; what is behind one is for the code that is read. */
const INPUT = /^(?:-|\/dev\/stdin|\/dev\/fd\/0|\/proc\/self\/fd\/0)$/;

/** Whether a command runs what it reads from its standard input. */
export function runsInput(command: Command): boolean {
  if (!isInterpreter(command)) return false;
  const isShell = SHELLS.has(command.program);
  const words = command.rest
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/["']/g, ''));
  for (const [index, word] of words.entries()) {
    if (INPUT.test(word) || (isShell && /^-[a-z]*s$/.test(word))) return true;
    // With code of its own, as a file, a module or a text, the input is data.
    if (isShell ? /^-[a-z]*c$/.test(word) : /^-[a-z]*[cemp]$/.test(word)) return false;
    const isOfOption = isShell && /^[-+][a-zA-Z]*[oO]$/.test(words[index - 1] ?? '');
    if (/^[^-+<>&)\d]/.test(word) && !isOfOption) return false;
  }
  return true;
}

/** The file that a command runs; undefined where it names none. */
export function fileRunBy({ program, rest }: Command, line: string): string | undefined {
  if (INTERPRETERS.has(program))
    return rest
      .trim()
      .split(/\s+/)
      .map((word) => word.replace(/["']/g, ''))
      .find((word) => /^[^-<>&]/.test(word));
  return line
    .split(/[\s;&|()"']+/)
    .find((word) => word.startsWith('./') && word.split('/').at(-1)?.toLowerCase() === program);
}

/** Files that a line of a script downloads. */
export function downloadedFiles(line: string): readonly string[] {
  return pipelinesOf(line)
    .flatMap(({ commands }) => commands)
    .filter(isDownload)
    .flatMap(({ program, rest }) => {
      const words = rest
        .trim()
        .split(/\s+/)
        .map((word) => word.replace(/["']/g, ''));
      const at = words.findIndex((word) =>
        program === 'wget'
          ? /^(?:-[a-zA-Z]*O|--output-document)$/.test(word)
          : /^(?:-[a-zA-Z]*o|--output|-OutFile|>)$/i.test(word) && !/^-[a-zA-Z]*O$/.test(word),
      );
      if (at >= 0) return words.slice(at + 1, at + 2);
      const isNamedAsThere =
        program === 'wget' || words.some((word) => /^(?:-[a-zA-Z]*O|--remote-name)$/.test(word));
      const [, name] = /https?:\/\/\S*\/([^\s/?#"']+)/.exec(rest) ?? [];
      return isNamedAsThere && name !== undefined ? [name] : [];
    });
}
