import { readFile } from 'node:fs/promises';
import { ProblemsError } from '../../../core/kernel/problem';
import { definitionPath } from '../../../core/smoke/base-url';
import {
  checkDefinition,
  ofEnvironment,
  parseDefinition,
  type ParsedDefinition,
  type SmokeDefinition,
} from '../../../core/smoke/definition';
import { withPassed } from '../../../core/smoke/passed-checks';
import { definitionAt } from '../../adapters/smoke-github';
import type { Context } from '../context';
import { gitHubEnvironment, readTextFile } from '../environment';
import type { SmokeInputs } from '../inputs';

const unread = {
  definition: {
    code: 'no-definition',
    message: 'the smoke definition cannot be read',
    remedy: 'check the repository out first, or give checks and base-url',
  },
  'passed-in': {
    code: 'no-result',
    message: 'the result of the earlier run cannot be read',
    remedy: 'run the checks with that file as `output` first',
  },
} as const;

/**
 * The definition of a run: the file that is delivered with the workflow, that file as another version has it, or checks
 * given one by one. Inputs that are given replace what it says. @throws ProblemsError with every problem.
 */
export async function smokeDefinition(
  inputs: SmokeInputs,
  context: Context,
): Promise<SmokeDefinition> {
  const over = {
    baseUrl: inputs['base-url'],
    attempts: inputs.attempts,
    delaySeconds: inputs['delay-seconds'],
  };
  const parsed = await read(inputs, context, over);
  if (parsed.ok) {
    const definition = ofEnvironment(parsed.definition, inputs.environment);
    // An address that is given counts for whatever environment it is.
    const given = { ...definition, baseUrl: over.baseUrl ?? definition.baseUrl };
    return inputs['passed-in'] === '' ? given : onlyPassed(given, inputs['passed-in']);
  }
  throw new ProblemsError(parsed.problems);
}

/** The checks that passed by the result in a file. @throws ProblemsError when it is no result, or nothing passed. */
async function onlyPassed(definition: SmokeDefinition, file: string): Promise<SmokeDefinition> {
  const passed = withPassed(definition, await readGiven(file, 'passed-in'));
  if (passed !== undefined && passed.checks.length > 0) return passed;
  throw new ProblemsError([
    {
      code: 'nothing-passed',
      file,
      path: 'inputs.passed-in',
      message:
        passed === undefined
          ? 'this is not the result of a run of smoke checks'
          : 'none of the checks passed in this run, so there is nothing to check',
      remedy: 'give the file that a run wrote to its `output`',
    },
  ]);
}

async function read(
  inputs: SmokeInputs,
  context: Context,
  over: Readonly<Record<string, unknown>>,
): Promise<ParsedDefinition> {
  if (inputs.checks !== undefined) {
    return checkDefinition({ checks: inputs.checks }, 'inputs', over);
  }
  const ref = inputs['definition-ref'];
  if (ref === '')
    return parseDefinition(
      await readGiven(inputs.definition, 'definition'),
      inputs.definition,
      over,
    );
  const environment = await gitHubEnvironment(context.variables, readTextFile);
  const client = await context.gitHub({
    apiUrl: environment.apiUrl,
    token: inputs['github-token'],
  });
  const text = await definitionAt(client, environment, ref);
  if (text !== undefined) return parseDefinition(text, `${definitionPath} at ${ref}`, over);
  throw new ProblemsError([
    {
      code: 'no-definition',
      path: 'inputs.definition-ref',
      message: `this version of the repository has no ${definitionPath}`,
      found: ref,
    },
  ]);
}

/** What an input names. @throws ProblemsError when it cannot be read. */
async function readGiven(file: string, input: keyof typeof unread): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ProblemsError(
      [
        {
          file,
          path: `inputs.${input}`,
          found: error instanceof Error && 'code' in error ? String(error.code) : String(error),
          ...unread[input],
        },
      ],
      { cause: error },
    );
  }
}
