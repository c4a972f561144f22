import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { demo } from './demo';
import { down, serve, up } from './local-stack';
import { SandboxError } from './target';
import { WorldInUseError } from './world';

/** The repository's root; all state goes below its `.gatehouse` directory. */
const root = resolve(__dirname, '..');

async function main(argv: readonly string[]): Promise<number> {
  const repository = '--repository <path>';
  const about = 'a git repository of your own: a clone of it is used, it is never touched';
  let code = 0;
  const program = new Command('sandbox').exitOverride();
  program
    .command('up')
    .description('deliver the pipeline to a repository behind the loopback GitHub')
    .option(repository, about)
    .action(async (options: { readonly repository?: string }) => {
      code = await up(root, options.repository);
    });
  program
    .command('down')
    .description('take everything away again')
    .option(repository, about)
    .action(async (options: { readonly repository?: string }) => {
      code = await down(root, options.repository);
    });
  program
    .command('demo')
    .description(
      'run the delivered workflows, and show score, comment, dashboard and Slack message',
    )
    .action(async () => {
      code = await demo(root);
    });
  program
    .command('serve')
    .description('serve the loopback GitHub and Slack until interrupted')
    .action(async () => {
      code = await serve(root);
    });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (!(error instanceof SandboxError || error instanceof WorldInUseError)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    return 1;
  }
  return code;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
