import { type Command, InvalidArgumentError } from 'commander';
import { type CliContext } from './cli-context';
import { type StackOptions } from './commands/open-stack';
import { collect, countOption } from './option-values';
import { type TriedSetting } from './replay/replayed-settings';

interface ReplayFlags {
  readonly set: readonly TriedSetting[];
  readonly last: number;
  readonly only: readonly string[];
  readonly json?: boolean;
}

/** Adds the command that tries settings on recorded pull requests. */
export function addReplayCommand<Flags>(
  program: Command,
  withStack: (command: Command) => Command,
  stackOptions: (flags: Flags) => StackOptions,
  { stdout }: CliContext,
  finish: (code: number) => void,
): void {
  withStack(program.command('replay'))
    .description('judge the recorded pull requests of a stack by other settings; changes nothing')
    .option(
      '--set <key=value>',
      'setting to try, such as gates.coverage=85; repeatable',
      settingOption,
      [],
    )
    .option('--last <n>', 'pull requests of each repository, the newest ones', countOption, 20)
    .option('--only <pattern>', 'repositories with such a name; repeatable', collect, [])
    .option('--json', 'print the report as JSON')
    .action(async (flags: Flags & ReplayFlags) => {
      const { replay } = await import('./commands/replay-command.js');
      const { replayJson, replayText } = await import('./report/replay-text.js');
      const { set: tried, last, only } = flags;
      const report = await replay({
        ...stackOptions(flags),
        ...{ tried, last, only, now: new Date() },
      });
      stdout.write(flags.json === true ? replayJson(report) : replayText(report));
      finish(report.repositories.some(({ failure }) => failure !== undefined) ? 1 : 0);
    });
}

function settingOption(text: string, before: readonly TriedSetting[]): readonly TriedSetting[] {
  const [, key, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (key !== undefined && value !== undefined) return [...before, { key, value }];
  throw new InvalidArgumentError('expected KEY=VALUE, such as gates.coverage=85');
}
