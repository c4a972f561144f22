import path from 'node:path';
import { type Command } from 'commander';
import { isWork, letterText, type Letter } from './aws/letters';
import { type StackQueue, type StackQueues } from './aws/stack-queues';
import { type CliContext } from './cli-context';
import { readProject } from './project/project-file';

interface AwsFlags {
  readonly stack: string;
  readonly cwd?: string;
  readonly region?: string;
  readonly yes?: boolean;
}

/** Exit code where the command worked and found something to be done about. */
const foundCode = 2;

const work: StackQueue = 'readiness-work';
const deadLetters: StackQueue = 'readiness-work-dead-letters';
const givenUp: readonly StackQueue[] = [deadLetters, 'readiness-undelivered', 'smoke-undelivered'];

/** Commands on the AWS runtime of a stack, with the credentials of the SDK's own chain. */
export function addAwsCommands(
  program: Command,
  withStack: (command: Command) => Command,
  context: CliContext,
  finish: (code: number) => void,
): void {
  const aws = program.command('aws').description("a stack's runtime in AWS");
  const withRegion = (command: Command): Command =>
    withStack(command).option('--region <region>', 'region of the stack, default AWS_REGION');
  withRegion(aws.command('status'))
    .description('print what waits in the queues, and what was given up; changes nothing')
    .action(async (flags: AwsFlags) => {
      finish(await printStatus(await open(flags, context), context));
    });
  withRegion(aws.command('redrive'))
    .description('print which dead letters would be scored again, and with --yes send them')
    .option('--yes', 'send them')
    .action(async (flags: AwsFlags) => {
      finish(await redrive(await open(flags, context), flags.yes === true, context));
    });
}

async function open(flags: AwsFlags, context: CliContext): Promise<StackQueues> {
  const directory = path.resolve(context.directory, flags.cwd ?? '.');
  const { name } = await readProject(directory);
  // The SDK takes longer to load than the commands that work offline take in all.
  const { openStackQueues } = await import('./aws/stack-queues.js');
  return openStackQueues(`${name}-${flags.stack}-`, flags.region);
}

/** @returns 0 when nothing was given up, 2 when something was. */
async function printStatus(queues: StackQueues, { stdout }: CliContext): Promise<number> {
  const { stackQueues } = await import('./aws/stack-queues.js');
  let found = 0;
  for (const [queue, purpose] of Object.entries(stackQueues) as [StackQueue, string][]) {
    const counts = await queues.counts(queue);
    if (counts === undefined) {
      stdout.write(`${queue.padEnd(30)}not there\n`);
      continue;
    }
    const { waiting, inFlight, delayed } = counts;
    const others = [
      ...(inFlight > 0 ? [`${inFlight} in flight`] : []),
      ...(delayed > 0 ? [`${delayed} delayed`] : []),
    ];
    const shown = [`${waiting} waiting`, ...others].join(', ');
    stdout.write(`${queue.padEnd(30)}${shown} (${purpose})\n`);
    if (!givenUp.includes(queue) || waiting === 0) continue;
    found = foundCode;
    const taken = await queues.take(queue);
    await queues.giveBack(queue, taken);
    stdout.write(lines(taken));
  }
  return found;
}

/** @returns 0 when every letter was sent, or there was none; 2 when some are left. */
async function redrive(
  queues: StackQueues,
  isSending: boolean,
  { stdout }: CliContext,
): Promise<number> {
  const taken = await queues.take(deadLetters);
  const [sent, left] = [taken.filter(isWork), taken.filter((letter) => !isWork(letter))];
  if (taken.length === 0) stdout.write('there are no dead letters\n');
  if (left.length > 0) {
    stdout.write(`${left.length} cannot be read and would come back; they stay:\n${lines(left)}`);
  }
  if (!isSending) {
    await queues.giveBack(deadLetters, taken);
    if (sent.length > 0) {
      stdout.write(
        `${sent.length} would be sent to be scored again (--yes sends them):\n${lines(sent)}`,
      );
    }
    return taken.length === 0 ? 0 : foundCode;
  }
  await queues.giveBack(deadLetters, left);
  for (const letter of sent) {
    await queues.move(letter, deadLetters, work);
    stdout.write(`sent: ${letterText(letter)}\n`);
  }
  return left.length === 0 ? 0 : foundCode;
}

function lines(letters: readonly Letter[]): string {
  return letters.map((letter) => `  ${letterText(letter)}\n`).join('');
}
