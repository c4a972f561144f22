import { type Command } from 'commander';
import { type CliContext } from './cli-context';
import { initProject } from './commands/init-command';

interface InitFlags {
  readonly stack: string;
  readonly owner: string;
  readonly repository: readonly string[];
  readonly cwd?: string;
}

/** Adds the command that makes a project of the installed package. */
export function addInitCommand(program: Command, context: CliContext): void {
  program
    .command('init')
    .description('write a project that runs the installed package; overwrites nothing')
    .requiredOption('--owner <login>', 'organisation or user that owns the repositories')
    .requiredOption('--repository <name...>', 'repositories of the stack')
    .option('--stack <name>', 'stack to write', 'prod')
    .option('--cwd <dir>', 'folder of the project')
    .action(({ stack, owner, repository, cwd }: InitFlags) => {
      const directory = cwd ?? context.directory;
      const files = initProject({ directory, stack, owner, repositories: repository });
      const packs = 'node_modules/gatehouse/policies';
      context.stdout.write(
        [
          ...files.map((file) => `wrote ${file}`),
          '',
          'Next:',
          `  npx gatehouse plan --stack ${stack} --policy-pack ${packs}   preview; needs no account and no network`,
          `  pulumi stack init ${stack}`,
          `  pulumi up --stack ${stack} --policy-pack ${packs}`,
          '',
        ].join('\n'),
      );
    });
}
