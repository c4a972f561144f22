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
import { definitionAt } from '../../adapters/smoke-github';
import type { Context } from '../context';
import { gitHubEnvironment, readTextFile } from '../environment';
import type { SmokeInputs } from '../inputs';

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
    return { ...definition, baseUrl: over.baseUrl ?? definition.baseUrl };
  }
  throw new ProblemsError(parsed.problems);
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
    return parseDefinition(await readDefinition(inputs.definition), inputs.definition, over);
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

async function readDefinition(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ProblemsError(
      [
        {
          code: 'no-definition',
          file,
          path: 'inputs.definition',
          message: 'the smoke definition cannot be read',
          found: error instanceof Error && 'code' in error ? String(error.code) : String(error),
          remedy: 'check the repository out first, or give checks and base-url',
        },
      ],
      { cause: error },
    );
  }
}
