import { writeFile } from 'node:fs/promises';
import { ProblemsError } from '../core/kernel/problem';
import { type CliContext } from './cli-context';
import { review } from './commands/review-command';
import { reviewPage } from './report/html/review-page';
import { type Paint } from './report/paint';
import { reviewJson } from './report/review-json';
import { reviewMarkdown } from './report/review-markdown';
import { reviewText } from './report/review-text';
import { isComplete, isWeaker } from './review/review';

/** Options of `plan --against`. */
export interface ReviewFlags {
  readonly against: string;
  /** Undefined unless the user named one: every stack is compared. */
  readonly stack: string | undefined;
  readonly configFile?: string;
  readonly cwd?: string;
  readonly install?: boolean;
  readonly failOnWeaker?: boolean;
  readonly parallel: number;
  readonly policyPack: readonly string[];
  readonly files?: string;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly diff?: boolean;
  readonly html?: string;
}

/** Exit code where everything could be compared and a gate is weaker, for `--fail-on-weaker`. */
export const weakerCode = 2;

/** Compares with another revision. @returns 0; 1 when a stack could not be compared; 2 for a weaker gate if asked. */
export async function runReview(
  flags: ReviewFlags,
  context: CliContext,
  paint: Paint,
): Promise<number> {
  refuse(flags.policyPack.length > 0, '--policy-pack', 'policies check a plan');
  refuse(flags.files !== undefined, '--files', 'only a plan writes files');
  const result = await review({
    directory: flags.cwd ?? context.directory,
    against: flags.against,
    stack: flags.stack,
    configFile: flags.configFile,
    install: flags.install === true,
    parallel: flags.parallel,
    interrupted: context.interrupted,
    // Two programs speak at once, and a machine may read standard output.
    onOutput: (line) => context.stderr.write(`${line}\n`),
  });
  if (flags.html !== undefined) await writeFile(flags.html, reviewPage(result));
  context.stdout.write(
    flags.json === true
      ? reviewJson(result)
      : flags.markdown === true
        ? reviewMarkdown(result)
        : reviewText(result, { diff: flags.diff === true, paint }),
  );
  if (!isComplete(result)) return 1;
  return flags.failOnWeaker === true && isWeaker(result) ? weakerCode : 0;
}

function refuse(given: boolean, option: string, why: string): void {
  if (!given) return;
  throw new ProblemsError([
    {
      code: 'option-conflict',
      path: option,
      message: `cannot be used with --against: ${why}`,
      remedy: 'run plan a second time without --against',
    },
  ]);
}
