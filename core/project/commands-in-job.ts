import { resolvePath } from './project-tree';
import { type ShellCommand, shellCommands } from './shell-command';
import { type Table, textOf } from './tables';
import { jobWithin, resolveMatrix, type WorkflowJob } from './workflows';

/** A command of a job's script. */
interface CommandInJob {
  readonly command: ShellCommand;
  /** With the rows of its matrix that the command runs for. */
  readonly job: WorkflowJob;
}

/** The commands of a script that run in a directory; `cd` is followed, into a directory that a matrix names too. */
export function commandsIn(
  script: string,
  start: string,
  wanted: string,
  job: WorkflowJob,
): readonly CommandInJob[] {
  let current: string | undefined = start;
  let rows = job;
  return shellCommands(script).flatMap((command) => {
    if (command.program === 'cd' && current !== undefined) {
      const place = command.args[0] ?? '.';
      const byMatrix = jobWithin(rows, place, wanted);
      rows = byMatrix ?? rows;
      current = byMatrix === undefined ? resolvePath(current, place) : wanted;
    }
    return current === wanted ? [{ command, job: rows }] : [];
  });
}

/** What is not released yet, which a matrix has to be warned by. */
const unreleased = /git\+|https?:|\b(?:main|master|dev|nightly|latest)\b/;

/**
 * With the values of a matrix in the place of their names: of environments of tox and sessions of nox all, of anything else the
 * last one that is released, which is mostly the newest.
 */
export function resolvedIn(command: ShellCommand, job: WorkflowJob): ShellCommand {
  const isRunner = command.program === 'tox' || command.program === 'nox';
  const value = (word: string): string => {
    const values = resolveMatrix(word, job.matrix);
    if (isRunner && values.length > 1) return values.join(',');
    return values.findLast((one) => !unreleased.test(one)) ?? values.at(-1) ?? word;
  };
  return { ...command, program: value(command.program), args: command.args.map(value) };
}

/** With the environments that `TOXENV` names, which tox runs where no option names any. */
export function withToxEnvironments(command: ShellCommand, env: Table): ShellCommand {
  const named = textOf(env['TOXENV']);
  const isNamed = command.args.some((word) => /^(?:-e.*|--env(?:=.*)?)$/.test(word));
  return command.program !== 'tox' || named === undefined || isNamed
    ? command
    : { ...command, args: ['-e', named, ...command.args] };
}
