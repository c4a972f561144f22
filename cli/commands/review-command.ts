import { readdir } from 'node:fs/promises';
import { ProblemsError } from '../../core/kernel/problem';
import { readProject } from '../project/project-file';
import { readStackFile, resolveConfig } from '../project/stack-config';
import { contentReader } from '../report/rendered-files';
import { isUserError } from '../report/user-error';
import { type Checkout, checkOut, uncommittedFiles } from '../review/checkout';
import { fileDiffer, type FileDiffer } from '../review/file-diff';
import { type Review, type ReviewProblem, type StackReview } from '../review/review';
import { compareStack, type Side } from '../review/stack-review';
import { survey } from '../review/survey';
import { refuseTooLarge } from './open-stack';

export interface ReviewOptions {
  readonly directory: string;
  /** Branch, tag or commit to compare with. */
  readonly against: string;
  /** One stack; undefined: every `Pulumi.<stack>.yaml` of either revision. */
  readonly stack: string | undefined;
  /** Configuration for both revisions, instead of each one's own file. */
  readonly configFile: string | undefined;
  /** Install the other revision's packages where its lock file differs. */
  readonly install: boolean;
  readonly parallel: number;
  readonly interrupted: AbortSignal;
  readonly onOutput: (line: string) => void;
}

/** Stands for an encrypted value: a comparison needs no passphrase. */
const hiddenSecret = '[secret]';

/**
 * Compares the present working tree with another revision: both programs run as previews, without state, plugins,
 * policies or credentials.
 *
 * @throws ProblemsError when the revision, or a stack of the given name, is not there.
 */
export async function review(options: ReviewOptions): Promise<Review> {
  const { directory, against, stack } = options;
  const { rootDirectory } = await readProject(directory);
  const checkout = await checkOut({
    directory: rootDirectory,
    revision: against,
    install: options.install,
  });
  try {
    const present = await stacksOf(rootDirectory);
    const other = await stacksOf(checkout.directory);
    const all = [...new Set([...present, ...other])].sort();
    const chosen = stack === undefined ? all : [stack];
    if (options.configFile === undefined) checkStacks(chosen, all, against);
    const diff = fileDiffer();
    const stacks: StackReview[] = [];
    for (const name of chosen) {
      const has = (list: readonly string[]): boolean =>
        options.configFile !== undefined || list.includes(name);
      const sides = {
        before: has(other) ? checkout.directory : undefined,
        after: has(present) ? rootDirectory : undefined,
      };
      stacks.push(await reviewStack(name, sides, options, diff));
    }
    const { revision, commit, modules }: Checkout = checkout;
    return {
      against: { revision, commit, modules },
      uncommitted: await uncommittedFiles(rootDirectory),
      stacks,
    };
  } finally {
    await checkout.remove();
  }
}

async function stacksOf(directory: string): Promise<readonly string[]> {
  return (await readdir(directory)).flatMap(
    (name) => /^Pulumi\.([A-Za-z0-9_.-]+)\.yaml$/.exec(name)?.[1] ?? [],
  );
}

function checkStacks(chosen: readonly string[], all: readonly string[], against: string): void {
  const unknown = chosen.filter((name) => !all.includes(name));
  if (unknown.length === 0 && chosen.length > 0) return;
  throw new ProblemsError([
    {
      code: 'stack-unknown',
      path: '--stack',
      message: `no Pulumi.<stack>.yaml of this name, here or at ${against}`,
      found: unknown.join(', '),
      allowed: all.length === 0 ? 'none: the project has no stacks' : all.join(', '),
    },
  ]);
}

interface SideResult {
  readonly side: Side;
  readonly problems: readonly string[];
}

async function reviewStack(
  stack: string,
  sides: { readonly before: string | undefined; readonly after: string | undefined },
  options: ReviewOptions,
  diff: FileDiffer,
): Promise<StackReview> {
  const [before, after] = await Promise.all([
    sideOf(sides.before, stack, options),
    sideOf(sides.after, stack, options),
  ]);
  const problemsOf = (side: ReviewProblem['side'], result: SideResult) =>
    result.problems.map((message): ReviewProblem => ({ side, message }));
  const problems = [...problemsOf('before', before), ...problemsOf('after', after)];
  return {
    stack,
    presence: sides.before === undefined ? 'added' : sides.after === undefined ? 'removed' : 'both',
    problems,
    compared: problems.length > 0 ? undefined : await compareStack(before.side, after.side, diff),
  };
}

/** What a revision wants of a stack; nothing where it does not have the stack. */
async function sideOf(
  directory: string | undefined,
  stack: string,
  options: ReviewOptions,
): Promise<SideResult> {
  if (directory === undefined) {
    return { side: { resources: [], contentOf: () => Promise.resolve(undefined) }, problems: [] };
  }
  try {
    const project = await readProject(directory);
    const stackFile = await readStackFile(project, stack, options.configFile);
    const config = await resolveConfig(project, stackFile, () => Promise.resolve(hiddenSecret));
    refuseTooLarge(stackFile, config);
    const { parallel, interrupted, onOutput } = options;
    const { resources, problems } = await survey({
      project,
      stack,
      config,
      parallel,
      interrupted,
      onOutput,
    });
    return { side: { resources, contentOf: contentReader(project.programDirectory) }, problems };
  } catch (error) {
    // The other side, and the other stacks, can be looked at all the same.
    if (!isUserError(error)) throw error;
    return {
      side: { resources: [], contentOf: () => Promise.resolve(undefined) },
      problems: [error.message],
    };
  }
}
