import type { ZodType } from 'zod';
import { ProblemsError } from '../../kernel/problem';
import { gitHubClient } from '../adapters/github-client';
import { comment } from './commands/comment';
import { dashboard } from './commands/dashboard';
import { explainScore } from './commands/explain';
import { fleet } from './commands/fleet';
import { gate } from './commands/gate';
import { publishComment } from './commands/publish-comment';
import { smoke } from './commands/smoke';
import { readCommandLine } from './command-line';
import type { Context, Ending } from './context';
import type { Variables } from './environment';
import {
  commandNames,
  inputSchemas,
  parseInputs,
  type CommandName,
  type RawInputs,
} from './inputs';
import { workflowCommands } from './workflow-commands';

/** The process the action runs in, handed over so that it can be run in a test. */
export interface ActionProcess {
  /** Arguments after the script's name; empty in a workflow step. */
  readonly arguments: readonly string[];
  readonly variables: Variables;
  readonly write: (line: string) => void;
}

/** Runs the command and returns the process's exit code: 0, or 1 for a failed gate, a wrong input or any error. */
export async function main(process: ActionProcess): Promise<0 | 1> {
  const { variables } = process;
  const commands = workflowCommands(
    process.write,
    { output: variables['GITHUB_OUTPUT'], summary: variables['GITHUB_STEP_SUMMARY'] },
    variables['GITHUB_ACTIONS'] === 'true',
  );
  const context: Context = {
    commands,
    variables,
    isLocal: process.arguments.length > 0,
    now: () => new Date(),
    gitHub: gitHubClient,
  };
  try {
    const inputs = context.isLocal ? readCommandLine(process.arguments) : stepInputs(variables);
    return (await run(inputs, context)) === 'done' ? 0 : 1;
  } catch (error) {
    if (error instanceof ProblemsError) {
      for (const problem of error.problems) commands.error(problem);
    } else if (error instanceof Error) {
      commands.error({ code: error.name, message: error.message });
      commands.info(error.stack ?? '');
    } else {
      commands.error({ code: 'unknown-throw', message: `something was thrown: ${String(error)}` });
    }
    return 1;
  }
}

/** GitHub hands an input `some-name` over as the variable INPUT_SOME-NAME. */
function stepInputs(variables: Variables): RawInputs {
  return new Map(
    Object.entries(variables).flatMap(([name, value]) =>
      name.startsWith('INPUT_') && value !== undefined
        ? [[name.slice('INPUT_'.length).toLowerCase(), value.trim()]]
        : [],
    ),
  );
}

async function run(inputs: RawInputs, context: Context): Promise<Ending> {
  const name = commandName(inputs.get('command'));
  const read = <T>(schema: ZodType<T>): T => parseInputs(schema, inputs);
  switch (name) {
    case 'gate':
      return gate(read(inputSchemas.gate), context);
    case 'comment':
      return comment(read(inputSchemas.comment), context);
    case 'publish-comment':
      return publishComment(read(inputSchemas['publish-comment']), context);
    case 'dashboard':
      return dashboard(read(inputSchemas.dashboard), context);
    case 'smoke':
      return smoke(read(inputSchemas.smoke), context);
    case 'explain':
      return explainScore(read(inputSchemas.explain), context);
    case 'fleet':
      return fleet(read(inputSchemas.fleet), context);
  }
}

function commandName(found: string | undefined): CommandName {
  const name = commandNames.find((one) => one === found);
  if (name !== undefined) return name;
  throw new ProblemsError([
    {
      code: 'unknown-command',
      path: 'inputs.command',
      message: 'the command is not known',
      found: found === undefined || found === '' ? 'nothing' : found,
      allowed: commandNames.join(', '),
    },
  ]);
}
