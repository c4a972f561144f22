import { type Command } from 'commander';
import { type CliContext } from './cli-context';
import { type StackOptions } from './commands/open-stack';
import { collect } from './option-values';

interface CostFlags {
  readonly only: readonly string[];
  readonly json?: boolean;
}

/** Adds the command that counts what CI costs. */
export function addCostCommand<Flags>(
  program: Command,
  withStack: (command: Command) => Command,
  stackOptions: (flags: Flags) => StackOptions,
  { stdout }: CliContext,
  finish: (code: number) => void,
): void {
  withStack(program.command('cost'))
    .description(
      'what the recorded CI runs of a stack cost, and what would save most; changes nothing',
    )
    .option('--only <pattern>', 'repositories with such a name; repeatable', collect, [])
    .option('--json', 'print the report as JSON')
    .action(async (flags: Flags & CostFlags) => {
      const { costOf } = await import('./commands/cost-command.js');
      const { costJson, costText } = await import('./report/cost-text.js');
      const report = await costOf({ ...stackOptions(flags), only: flags.only, now: new Date() });
      stdout.write(flags.json === true ? costJson(report) : costText(report));
      finish(report.repositories.some(({ failure }) => failure !== undefined) ? 1 : 0);
    });
}
