import { type Command } from 'commander';
import { explainKey } from '../core/config/fleet/explain';
import { ProblemsError } from '../core/kernel/problem';
import { type CliContext } from './cli-context';
import { moveToFleet, showRepository } from './commands/config-command';
import { type StackOptions } from './commands/open-stack';
import { meaningText, repositoryJson, repositoryText } from './report/config-text';

/** Adds the commands that look at a stack's configuration, and the one that moves it into files. */
export function addConfigCommands<Flags>(
  program: Command,
  withStack: (command: Command) => Command,
  stackOptions: (flags: Flags) => StackOptions,
  { stdout }: CliContext,
): void {
  const config = program.command('config').description("a stack's configuration and fleet files");
  withStack(config.command('show <repository>'))
    .description('print each value that a repository gets, with the file and line it comes from')
    .option('--json', 'as JSON')
    .action(async (name: string, flags: Flags & { readonly json?: boolean }) => {
      const shown = await showRepository(name, stackOptions(flags));
      stdout.write(flags.json === true ? repositoryJson(shown) : repositoryText(shown));
    });
  config
    .command('explain <key>')
    .description('print what a key means, its default, and who may set it')
    .action((key: string) => {
      const explained = explainKey(key);
      if (!explained.ok) throw new ProblemsError([explained.problem]);
      stdout.write(meaningText(explained.meanings));
    });
  withStack(config.command('move'))
    .description("move the stack file's repositories into a fleet file; overwrites nothing")
    .option('--to <file>', 'the fleet file, instead of fleet/<stack>.yaml')
    .action(async (flags: Flags & { readonly to?: string }) => {
      const { repositories, from, to } = await moveToFleet(stackOptions(flags), flags.to);
      const what = repositories === 1 ? '1 repository' : `${repositories} repositories`;
      stdout.write(`moved ${what} from ${from} to ${to}\n`);
    });
}
