import { type Command } from 'commander';
import { paceText } from '../core/pace/pace-estimate';
import { type CliContext } from './cli-context';
import { paceOf } from './commands/pace-command';
import { type RunOptions } from './commands/run-command';

/** Adds the command that says what an update will ask of GitHub. */
export function addPaceCommand<Flags>(
  program: Command,
  withStack: (command: Command) => Command,
  runOptions: (flags: Flags) => Promise<RunOptions>,
  { stdout }: CliContext,
): void {
  withStack(program.command('pace'))
    .description('requests to GitHub that an update takes, those left, and how long it takes')
    .option('--preview <file>', 'of `pulumi preview --json`, instead of the host’s own state')
    .action(async (flags: Flags & { readonly preview?: string }) => {
      const { counts, left } = await paceOf(await runOptions(flags), flags.preview);
      const text = paceText(counts, left);
      const unknown = left === undefined ? 'How many requests are left is not known.\n' : '';
      stdout.write(text === '' ? 'An update asks GitHub for nothing.\n' : `${text}\n${unknown}`);
    });
}
