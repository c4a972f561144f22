import { type Command } from 'commander';
import { type CliContext } from './cli-context';
import { type StackOptions } from './commands/open-stack';
import { openRollout } from './commands/rollout-command';
import { revertWave } from './rollout/revert';
import { obstacle, rolloutStatus, runWave } from './rollout/rollout';
import { obstacleText, revertText, statusText } from './report/rollout-text';

/** Exit code of a wave that may not start yet. */
const stoppedCode = 2;

interface NextFlags {
  readonly yes?: boolean;
  readonly accept?: string;
}

/** Adds the commands that take a change through a stack's repositories in waves. */
export function addRolloutCommands<Flags>(
  program: Command,
  withStack: (command: Command) => Command,
  stackOptions: (flags: Flags) => StackOptions,
  { stdout, stderr }: CliContext,
  finish: (code: number) => void,
): void {
  const rollout = program
    .command('rollout')
    .description(
      'take a change through the repositories of a stack in waves, with the Pulumi engine',
    );
  withStack(rollout.command('status'))
    .description(
      'compare CI before and after the last wave, and print the next one; changes nothing',
    )
    .action(async (flags: Flags) => {
      const status = await rolloutStatus(await openRollout(stackOptions(flags)));
      stdout.write(statusText(status));
    });
  withStack(rollout.command('next'))
    .description('preview the next wave, with --yes: update it (arguments after -- go to pulumi)')
    .option('--yes', 'update, unless CI became worse in the last wave')
    .option('--accept <reason>', 'go on although CI became worse or too few runs were seen')
    .argument('[arguments...]', 'arguments of pulumi up and pulumi preview')
    .action(async (args: readonly string[], flags: Flags & NextFlags) => {
      const opened = await openRollout(stackOptions(flags));
      const status = await rolloutStatus(opened);
      stdout.write(statusText(status));
      const why = obstacle(status);
      if (why !== undefined && flags.accept === undefined) {
        stderr.write(obstacleText(why));
        finish(stoppedCode);
        return;
      }
      const request = { apply: flags.yes === true, accept: flags.accept, args };
      finish(await runWave(opened, status, request));
    });
  withStack(rollout.command('revert'))
    .description(
      'show which files the last wave changed in its repositories, with --yes: open one pull request each that gives them back',
    )
    .option('--yes', 'open the pull requests')
    .option('--json', 'print the report as JSON')
    .action(async (flags: Flags & Pick<NextFlags, 'yes'> & { readonly json?: boolean }) => {
      const opened = await openRollout(stackOptions(flags));
      const reverts = await revertWave(opened, await rolloutStatus(opened), flags.yes === true);
      stdout.write(
        flags.json === true ? `${JSON.stringify(reverts, undefined, 2)}\n` : revertText(reverts),
      );
      finish(reverts.some(({ failure }) => failure !== undefined) ? 1 : 0);
    });
}
