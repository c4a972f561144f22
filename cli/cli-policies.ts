import { type Command } from 'commander';
import { runCheck } from '../policies/check-files';
import { explainRule } from '../policies/explain';
import { type CliContext } from './cli-context';

/** Adds the commands of the policy pack, which need no stack. */
export function addPolicyCommands(
  program: Command,
  context: CliContext,
  finish: (code: number) => void,
): void {
  // Its options, and its exit codes, are its own.
  program
    .enablePositionalOptions()
    .command('check')
    .description('check workflow files and composite actions; needs no stack (check --help)')
    .argument('[arguments...]')
    .passThroughOptions()
    .allowUnknownOption()
    .helpOption(false)
    .action((rest: readonly string[]) => {
      finish(runCheck(rest, context));
    });
  program
    .command('explain')
    .description('what a policy demands, why, and an example that fails and one that passes')
    .argument('<policy>')
    .action((name: string) => {
      context.stdout.write(explainRule(name));
    });
}
