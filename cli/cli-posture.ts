import { type Command, InvalidArgumentError } from 'commander';
import { type CliContext } from './cli-context';
import { type StackOptions } from './commands/open-stack';

interface PostureFlags {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly since?: string;
}

/** Exit code where a repository is below its minimum. */
const belowCode = 2;

/** Adds the command that judges the security posture of repositories. */
export function addPostureCommand<Flags>(
  program: Command,
  withStack: (command: Command) => Command,
  stackOptions: (flags: Flags) => StackOptions,
  { stdout }: CliContext,
  finish: (code: number) => void,
): void {
  withStack(program.command('posture'))
    .description('judge the security posture of repositories; changes nothing')
    .argument('[repository...]', 'OWNER/NAME; those of the stack by default', targetArgument)
    .option('--json', 'print the report as JSON')
    .option('--markdown', 'print the report as Markdown')
    .option('--since <file>', 'show what changed since an earlier look, which is kept in this file')
    .action(async (targets: readonly string[] | undefined, flags: Flags & PostureFlags) => {
      const { posture } = await import('./commands/posture-command.js');
      const { postureJson, postureMarkdown, postureText } =
        await import('./report/posture-text.js');
      const { readEarlier, writeEarlier } = await import('./posture/earlier-file.js');
      const { since } = flags;
      const earlier = since === undefined ? {} : readEarlier(since);
      const now = new Date();
      const report = await posture({ ...stackOptions(flags), targets: targets ?? [], now });
      const { lookOf } = await import('./posture/look.js');
      const look = lookOf(report, earlier, now.toISOString());
      if (since !== undefined) writeEarlier(since, { ...earlier, ...look.kept });
      const print =
        flags.json === true ? postureJson : flags.markdown === true ? postureMarkdown : postureText;
      stdout.write(print(look));
      finish(look.isUnread ? 1 : look.isBelow ? belowCode : 0);
    });
}

function targetArgument(value: string, before: readonly string[] = []): readonly string[] {
  if (/^[\w.-]+\/[\w.-]+$/.test(value)) return [...before, value];
  throw new InvalidArgumentError(`expected OWNER/NAME; found ${value}`);
}
