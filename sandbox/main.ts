import { resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { demo } from './demo';
import { down, pulumi, serve, up } from './local-stack';
import { type Engine, engines } from './stack-state';
import { SandboxError } from './target';
import { WorldInUseError } from './world';

/** The repository's root; all state goes below its `.gatehouse` directory. */
const root = resolve(__dirname, '..');

interface Options {
  readonly repository?: string;
  readonly engine: Engine;
  readonly prove?: boolean;
}

async function main(argv: readonly string[]): Promise<number> {
  const repository = '--repository <path>';
  const about = 'your own git repository; it is cloned and never changed';
  const engine = (): Option =>
    new Option(
      '--engine <name>',
      'engine that runs the stack: the embedded host, or Pulumi on PATH',
    )
      .choices(engines)
      .default('host');
  let code = 0;
  const program = new Command('sandbox').exitOverride().enablePositionalOptions();
  program
    .command('up')
    .description('deliver the pipeline to a repository behind the loopback GitHub')
    .option(repository, about)
    .addOption(engine())
    .option('--prove', "run the delivered gates once: this executes the repository's code")
    .action(async ({ repository: ownPath, engine: chosen, prove = false }: Options) => {
      code = await up(root, { ownPath, engine: chosen, prove });
    });
  program
    .command('down')
    .description('remove everything that `up` created')
    .option(repository, about)
    .addOption(engine())
    .action(async (options: Options) => {
      code = await down(root, { ownPath: options.repository, engine: options.engine });
    });
  program
    .command('pulumi')
    .description('run a command of the Pulumi engine on the stack, such as `refresh`')
    .argument('<words...>')
    .option(repository, about)
    .passThroughOptions()
    .action(async (words: readonly string[], options: { readonly repository?: string }) => {
      code = await pulumi(root, options.repository, words);
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
