import { type Command, InvalidArgumentError } from 'commander';
import { isFullSha, parseActionRef } from '../core/reading/action-ref';
import { readSuspect, type Suspect } from '../core/incident/suspect';
import { ProblemsError } from '../core/kernel/problem';
import { type CliContext } from './cli-context';
import { type StackOptions } from './commands/open-stack';
import { countOption } from './option-values';

interface IncidentFlags {
  readonly from: Date;
  readonly to?: Date;
  readonly replaceWith?: string;
  readonly version?: string;
  readonly open?: boolean;
  readonly json?: boolean;
  readonly mostFiles: number;
}

/** Exit code where a repository ran the action, or may have. */
const foundCode = 2;
/** Repositories that are read at once. */
const atOnce = 4;

/** Adds the command that tells which repositories ran an action. */
export function addIncidentCommand<Flags>(
  program: Command,
  withStack: (command: Command) => Command,
  stackOptions: (flags: Flags) => StackOptions,
  { stdout }: CliContext,
  finish: (code: number) => void,
): void {
  withStack(program.command('incident'))
    .description('list the repositories of a stack that ran an action between two times')
    .argument('<action>', 'OWNER/NAME, with @COMMIT or @TAG if only one is bad', suspectOption)
    .requiredOption('--from <time>', 'start, such as 2026-03-14 or 2026-03-14T16:00Z', timeOption)
    .option('--to <time>', 'end; now by default', timeOption)
    .option('--replace-with <uses>', 'show how to move to OWNER/NAME@COMMIT', usesOption)
    .option('--version <text>', 'comment behind the new commit, such as v4.1.2', versionOption)
    .option('--open', 'with --replace-with: open one pull request in each repository')
    .option('--most-files <n>', 'files that are read of a repository at most', countOption, 5000)
    .option('--json', 'print the report as JSON')
    .action(async (suspect: Suspect, flags: Flags & IncidentFlags) => {
      const { incident } = await import('./commands/incident-command.js');
      const { incidentJson, incidentText } = await import('./report/incident-text.js');
      const { from, to = new Date(), replaceWith, version, open } = flags;
      if (to <= from) throw wrong('--to', 'must be after --from');
      if (open === true && replaceWith === undefined) throw wrong('--open', 'needs --replace-with');
      const report = await incident({
        ...stackOptions(flags),
        suspect,
        window: { from, to },
        replacement: replaceWith === undefined ? undefined : { uses: replaceWith, version },
        open: open === true,
        parallel: atOnce,
        mostFiles: flags.mostFiles,
      });
      stdout.write(flags.json === true ? incidentJson(report) : incidentText(report));
      const { repositories } = report;
      const isUnread = repositories.some((one) => (one.failure ?? one.move?.failure) !== undefined);
      const isHit = repositories.some(({ exposures }) => exposures.length > 0);
      finish(isUnread ? 1 : isHit ? foundCode : 0);
    });
}

const wrong = (path: string, message: string): ProblemsError =>
  new ProblemsError([{ code: 'incident-options', path, message }]);

function suspectOption(value: string): Suspect {
  const suspect = readSuspect(value);
  if (suspect !== undefined) return suspect;
  throw new InvalidArgumentError(
    `expected OWNER/NAME, with @COMMIT or @TAG if only one is bad; found ${value}`,
  );
}

/** A day begins at midnight in UTC, and so does a time without a zone. */
function timeOption(value: string): Date {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?$/.test(value);
  const hasZone = /(?:Z|[+-]\d{2}:\d{2})$/.test(value) && isTime;
  const time = new Date(isDay || hasZone ? value : `${value}Z`);
  if ((isDay || isTime) && !Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError('expected a day (2026-03-14) or a time (2026-03-14T16:00Z)');
}

function usesOption(value: string): string {
  const ref = parseActionRef(value);
  if (ref.kind === 'repository' && isFullSha(ref.ref)) return value;
  throw new InvalidArgumentError('expected OWNER/NAME@COMMIT with a full commit SHA');
}

function versionOption(value: string): string {
  if (/^[\w.+-]{1,50}$/.test(value)) return value;
  throw new InvalidArgumentError('expected a version, such as v4.1.2');
}
