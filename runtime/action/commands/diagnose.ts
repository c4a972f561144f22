import { diagnose } from '../../../core/project/failures/diagnose';
import { failureOf, failureText } from '../../../core/project/failures/failure';
import { ProblemsError } from '../../../core/kernel/problem';
import { readBounded } from '../../adapters/report-files';
import type { Context, Ending } from '../context';
import type { DiagnoseInputs } from '../inputs';

/** Bytes that are read of an output; no tool of a gate prints as much. */
const maximumBytes = 16 * 1024 * 1024;

/** Prints in one line why a step of a gate failed, and the command or the setting that helps. */
export async function diagnoseStep(inputs: DiagnoseInputs, context: Context): Promise<Ending> {
  const bytes = await readBounded(inputs.log, maximumBytes);
  if (bytes === undefined) {
    throw new ProblemsError([
      {
        code: 'no-log',
        file: inputs.log,
        message: 'there is no such output of a step',
        remedy: 'name the file that the step wrote',
      },
    ]);
  }
  const { gate, step, settings } = inputs;
  const output = new TextDecoder().decode(bytes);
  const failure = diagnose({ gate, step, output }, settings);
  context.commands.info(failureText(failureOf(settings.key, failure)));
  return 'done';
}
