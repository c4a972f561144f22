/** What of a project shows that it uses a tool. */
export interface KnownTool {
  /** Package on PyPI, and the program that it installs. */
  readonly program: string;
  /** Programs that run it, in place of `program`; none where the words after the program decide. */
  readonly programs?: readonly string[];
  /** Ids of its hooks of pre-commit. */
  readonly hooks: readonly string[];
  /** Actions that run it, in lower case. */
  readonly actions: readonly string[];
  readonly configuration: Configuration;
  /** A comment that only this tool takes for an exception: what it is called, and how it looks. */
  readonly suppression?: readonly [name: string, form: RegExp];
  /** It has plugins: packages that start with the program's name and `-`, and these. */
  readonly plugins?: readonly string[];
}

/** Where a tool is configured, in the order in which it looks. */
export interface Configuration {
  readonly files: readonly string[];
  /** Its table below `tool` in pyproject.toml. */
  readonly table?: string;
  readonly sections?: readonly (readonly [file: string, section: RegExp])[];
}

/** Commands of a step. */
export interface Commands {
  /** Runs first, and writes the report where the command itself does not. */
  readonly before?: string;
  /** Prints what it finds; its failure is the verdict. */
  readonly command: string;
  /** The same without output. */
  readonly quiet: string;
}

/** Paths of Python files that a tool leaves out. */
interface LeftOut {
  /** Directories and files. */
  readonly paths: readonly string[];
  /** The same as a regular expression of Python's, from the root. */
  readonly pattern: string;
}

/** A tool that checks Python code: all that is known of it but how its report is read. */
export interface CheckTool extends KnownTool {
  /** Name of its step. */
  readonly title: string;
  /** Release that runs where the project does not bring its own. */
  readonly version: string;
  /**
   * @param start of a command line that runs the program in the project's environment.
   * @param paths options and paths.
   * @param report file that the report is written to.
   */
  readonly commands: (start: string, paths: string, report: string) => Commands;
  /** Said where its findings do not block. */
  readonly finding: string;
  /** Options that leave files out; without it the tool has none that fits. */
  readonly leaveOut?: (out: LeftOut) => readonly string[];
  /** How a command line looks that blocks what it finds, as a regular expression without its start. */
  readonly blocks: string;
  /** Such a command line, for a message. */
  readonly example: string;
  /** How many findings a failed run printed; undefined where the output is not this tool's. */
  readonly countOf: (output: string) => number | undefined;
  /** What it counts, one and several. */
  readonly counts: readonly [one: string, several: string];
  /** The command that fixes or shows them. */
  readonly remedy: string;
}

/** Commands of a tool whose output is its report. */
export const printing = (command: string, report: string, quietCommand = command): Commands => ({
  command: `${command} 2>&1 | tee ${report}`,
  quiet: `${quietCommand} > ${report} 2>&1`,
});

/** The number that a summary ends with; undefined without one. */
export function lastCount(output: string, pattern: RegExp): number | undefined {
  const found = [...output.matchAll(pattern)].at(-1)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** How many lines look like findings; undefined where none does. */
export function lineCount(output: string, pattern: RegExp): number | undefined {
  const count = [...output.matchAll(pattern)].length;
  return count === 0 ? undefined : count;
}
