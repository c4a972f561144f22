import { logText } from '../core/kernel/foreign-text';
import { type Command, InvalidArgumentError } from 'commander';
import { adoptionText } from '../core/adoption/report';
import { GitHubFailure } from '../provider/github/failure';
import { type CliContext } from './cli-context';
import { type StackOptions } from './commands/open-stack';
import { type RunOptions } from './commands/run-command';
import { ProblemsError } from '../core/kernel/problem';
import { paintFor } from './report/paint';
import { textReport } from './report/text-report';

export interface AdoptFlags {
  readonly stack: string;
  readonly to?: string;
  readonly phase: 1 | 2;
}

/** Adds the command that adds existing repositories to a stack. */
export function addAdoptCommand<Flags extends AdoptFlags>(
  program: Command,
  withStack: (command: Command) => Command,
  runOptions: (flags: Flags) => Promise<RunOptions>,
  context: CliContext,
  finish: (code: number) => void,
): void {
  withStack(program.command('adopt <repository...>'))
    .description('write the entries of repositories (OWNER/NAME) on GitHub; changes nothing there')
    .option('--phase <n>', '1: beside the old CI; 2: required, and in its place', phaseOption, 1)
    .option('--to <file>', 'the fleet file, instead of fleet/<stack>.yaml')
    .action(async (targets: readonly string[], flags: Flags) => {
      finish(await runAdopt(targets, flags, await runOptions(flags), context));
    });
}

/** Adds the command that prepares repositories to keep their pipeline by themselves. */
export function addEjectCommand<Flags extends { readonly stack: string; readonly to?: string }>(
  program: Command,
  withStack: (command: Command) => Command,
  stackOptions: (flags: Flags) => StackOptions,
  { stdout }: CliContext,
): void {
  withStack(program.command('eject <repository...>'))
    .description('prepare repositories (OWNER/NAME) to keep their pipeline without Gatehouse')
    .option('--to <file>', 'the fleet file, instead of fleet/<stack>.yaml')
    .action(async (targets: readonly string[], flags: Flags) => {
      const { eject } = await import('./commands/adopt-command.js');
      const file = await eject(stackOptions(flags), targets, flags.to);
      stdout.write(
        [
          `wrote ${file}`,
          '',
          'Next:',
          `  pulumi up --stack ${flags.stack}   once for the files, and again after a pull request was merged`,
          `  remove the entries from ${file}, and pulumi up --stack ${flags.stack}: the state forgets them, nothing is removed`,
          'See docs/leaving.md for what then no longer happens.',
          '',
        ].join('\n'),
      );
    });
}

async function runAdopt(
  targets: readonly string[],
  flags: AdoptFlags,
  options: RunOptions,
  context: CliContext,
): Promise<number> {
  const { adopt } = await import('./commands/adopt-command.js');
  const { stdout, stderr } = context;
  const outcome = await explained(() =>
    adopt({ ...options, targets, phase: flags.phase, to: flags.to }),
  );
  if (outcome.kind === 'failed') {
    const paint = paintFor(context.stdout, context.environment);
    stderr.write(textReport(outcome.report, { diff: false, paint }));
    stderr.write('error: the program refuses the new entries; nothing was written\n');
    return 1;
  }
  const { reports, fleetFile, importFile } = outcome;
  const { stack } = flags;
  // The import's own provider knows the owner from here alone.
  const owner = reports[0]?.facts.owner ?? '';
  stdout.write(logText(reports.map(adoptionText).join('\n')));
  const next =
    importFile === undefined
      ? [`wrote ${fleetFile}`, '', 'Next:']
      : [
          `wrote ${fleetFile}`,
          `wrote ${importFile}`,
          '',
          'Next:',
          `  GITHUB_OWNER=${owner} pulumi import --stack ${stack} --file ${importFile} --generate-code=false --protect=false`,
        ];
  stdout.write(
    [
      '',
      ...next,
      `  npx gatehouse doctor --stack ${stack}`,
      `  pulumi preview --stack ${stack} --diff`,
      '',
    ].join('\n'),
  );
  return 0;
}

/** A refusal of GitHub as an error of the user's input: what could not be read, and why. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    throw new ProblemsError(
      [
        {
          code: 'github',
          message: `${error.message}; nothing was written`,
          remedy:
            'an adoption reads files, environments, rules and Actions settings: the token needs `contents: read`, `actions: read` and `administration: read`',
        },
      ],
      { cause: error },
    );
  }
}

function phaseOption(value: string): 1 | 2 {
  if (value === '1' || value === '2') return value === '1' ? 1 : 2;
  throw new InvalidArgumentError('expected 1 or 2');
}
