import { isProblemsError, ProblemsError } from '../../core/kernel/problem';
import { readCommandLine } from './command-line';
import { commandNames, type CommandName } from './command-name';
import type { Context, Ending } from './context';
import type { Variables } from './environment';
import type { RawInputs } from './inputs';
import { workflowCommands } from './workflow-commands';

/** The process the action runs in, handed over so that it can be run in a test. */
export interface ActionProcess {
  /** Arguments after the script's name; empty in a workflow step. */
  readonly arguments: readonly string[];
  readonly variables: Variables;
  readonly write: (line: string) => void;
  /** Milliseconds that count as one second of waiting; a test sets it low. */
  readonly secondMs?: number;
}

/** Runs the command and returns the process's exit code: 0, or 1 for a failed gate, a wrong input or any error. */
export async function main(process: ActionProcess): Promise<0 | 1> {
  const { variables, secondMs } = process;
  const waits = secondMs === undefined ? {} : { secondMs };
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
    waits,
    // A part of the bundle of its own; see tools/build-action.mjs.
    gateDetection: () => import('../../core/guard/gate-changes.js'),
    gitHub: async (options) => {
      const { gitHubClient } = await import('../adapters/github-client.js');
      return gitHubClient({ ...waits, ...options });
    },
  };
  try {
    const inputs = context.isLocal ? readCommandLine(process.arguments) : stepInputs(variables);
    return (await run(inputs, context)) === 'done' ? 0 : 1;
  } catch (error) {
    if (isProblemsError(error)) {
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

/**
 * Each command is imported when it is asked for: what the others need is in the bundle but is not evaluated. (An
 * `import()` names its file with the extension, as Node's own resolution wants it.)
 */
async function run(inputs: RawInputs, context: Context): Promise<Ending> {
  const name = commandName(inputs.get('command'));
  const { inputSchemas, parseInputs } = await import('./inputs.js');
  switch (name) {
    case 'collect': {
      const { collectScore } = await import('./commands/collect.js');
      return collectScore(parseInputs(inputSchemas.collect, inputs), context);
    }
    case 'gate': {
      const { gate } = await import('./commands/gate.js');
      return gate(parseInputs(inputSchemas.gate, inputs), context);
    }
    case 'comment': {
      const { comment } = await import('./commands/comment.js');
      return comment(parseInputs(inputSchemas.comment, inputs), context);
    }
    case 'publish-comment': {
      const { publishComment } = await import('./commands/publish-comment.js');
      return publishComment(parseInputs(inputSchemas['publish-comment'], inputs), context);
    }
    case 'guard': {
      const { guard } = await import('./commands/guard.js');
      return guard(parseInputs(inputSchemas.guard, inputs), context);
    }
    case 'dashboard': {
      const { dashboard } = await import('./commands/dashboard.js');
      return dashboard(parseInputs(inputSchemas.dashboard, inputs), context);
    }
    case 'copy-dashboard': {
      const { copyDashboard } = await import('./commands/copy-dashboard.js');
      return copyDashboard(parseInputs(inputSchemas['copy-dashboard'], inputs), context);
    }
    case 'smoke': {
      const { smoke } = await import('./commands/smoke.js');
      return smoke(parseInputs(inputSchemas.smoke, inputs), context);
    }
    case 'explain': {
      const { explainScore } = await import('./local-commands.js');
      return explainScore(parseInputs(inputSchemas.explain, inputs), context);
    }
    case 'diagnose': {
      const { diagnoseStep } = await import('./local-commands.js');
      return diagnoseStep(parseInputs(inputSchemas.diagnose, inputs), context);
    }
    case 'fleet': {
      const { fleet } = await import('./commands/fleet.js');
      return fleet(parseInputs(inputSchemas.fleet, inputs), context);
    }
    case 'exceptions': {
      const { exceptions } = await import('./commands/exceptions.js');
      return exceptions(parseInputs(inputSchemas.exceptions, inputs), context);
    }
    case 'judge': {
      const { judgeStep } = await import('./local-commands.js');
      return judgeStep(parseInputs(inputSchemas.judge, inputs), context);
    }
    case 'measure': {
      const { measure } = await import('./local-commands.js');
      return measure(parseInputs(inputSchemas.measure, inputs), context);
    }
    case 'record-baseline': {
      const { recordBaseline } = await import('./local-commands.js');
      return recordBaseline(parseInputs(inputSchemas['record-baseline'], inputs), context);
    }
    case 'sarif': {
      const { writeSarif } = await import('./local-commands.js');
      return writeSarif(parseInputs(inputSchemas.sarif, inputs), context);
    }
    case 'sbom': {
      const { sbom } = await import('./local-commands.js');
      return sbom(parseInputs(inputSchemas.sbom, inputs), context);
    }
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
