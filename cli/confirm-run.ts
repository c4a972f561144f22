import { createInterface } from 'node:readline/promises';
import { paceText } from '../core/pace/pace-estimate';
import { type CliContext } from './cli-context';
import { leftBefore } from './commands/pace-command';
import { hasChanges } from './engine/run-report';
import { requestsOfReport } from './report/pace';
import { type Paint } from './report/paint';
import { textReport } from './report/text-report';
import { type ReviewedReport } from './review/reviewed-report';

interface ConfirmFlags {
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly diff?: boolean;
}

/** Prints what a run will do and asks whether it may; with `--yes` it prints its requests to GitHub alone. */
export async function confirmRun(
  preview: ReviewedReport,
  flags: ConfirmFlags,
  context: CliContext,
  paint: Paint,
): Promise<boolean> {
  if (!hasChanges(preview)) return true;
  const left = await leftBefore(preview.steps, context.environment, new Date());
  if (flags.yes === true) {
    const text = paceText(requestsOfReport(preview.steps), left);
    const machine = flags.json === true || flags.markdown === true;
    if (text !== '') (machine ? context.stderr : context.stdout).write(`${text}\n`);
    return true;
  }
  context.stdout.write(textReport({ ...preview, left }, { diff: flags.diff === true, paint }));
  if (!context.stdin.isTTY) {
    context.stderr.write('error: nothing was changed; pass --yes to apply without being asked\n');
    return false;
  }
  const terminal = createInterface({ input: context.stdin, output: context.stdout });
  try {
    const answer = await terminal.question('\nApply these changes? Only "yes" is accepted: ');
    return answer.trim() === 'yes';
  } finally {
    terminal.close();
  }
}
