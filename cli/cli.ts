import { writeFile } from 'node:fs/promises';
import { Command, CommanderError } from 'commander';
import { logText } from '../core/kernel/foreign-text';
import { dayOf } from '../core/waivers/expiry';
import { type CliContext } from './cli-context';
import { confirmRun } from './confirm-run';
import { addAdoptCommand, addEjectCommand, type AdoptFlags } from './cli-adopt';
import { addAwsCommands } from './cli-aws';
import { addConfigCommands } from './cli-config';
import { addIncidentCommand } from './cli-incident';
import { addInitCommand } from './cli-init';
import { addPaceCommand } from './cli-pace';
import { addPolicyCommands } from './cli-policies';
import { addCostCommand } from './cli-cost';
import { collect, countOption } from './option-values';
import { addPostureCommand } from './cli-posture';
import { addReplayCommand } from './cli-replay';
import { addRolloutCommands } from './cli-rollout';
import { runReview, weakerCode } from './cli-review';
import { packRequests, type StackOptions } from './commands/open-stack';
import { down, plan, refresh, type RunOptions, type RunOutcome, up } from './commands/run-command';
import { type DoctorFlags, type DriftFlags, kindsOption, runDoctor, runDrift } from './cli-look';
import { objections } from './commands/doctor';
import { exportStack, stackOutputs } from './commands/stack-data';
import { driftKinds } from './drift/findings';
import { hasFailed } from './engine/run-report';
import { shownValue } from '../provider/protocol/property-diff';
import { isUserError } from './report/user-error';
import { planPage } from './report/html/plan-page';
import { jsonReport, redacted } from './report/json-report';
import { markdownReport } from './report/markdown-report';
import { type Paint, paintFor } from './report/paint';
import { renderedFiles, writeRenderedFiles } from './report/rendered-files';
import { textReport } from './report/text-report';
import { type ReviewedReport } from './review/reviewed-report';
import { readProject } from './project/project-file';
import { withWaivers } from './report/with-waivers';

/** Options of every command that works on a stack, as commander hands them over. */
interface CommonFlags {
  readonly stack: string;
  readonly configFile?: string;
  readonly cwd?: string;
}

interface RunFlags extends CommonFlags {
  readonly policyPack: readonly string[];
  readonly policyPackConfig: readonly string[];
  readonly parallel: number;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly diff?: boolean;
  readonly files?: string;
  readonly withoutSecrets?: boolean;
  readonly yes?: boolean;
  readonly against?: string;
  readonly install?: boolean;
  readonly failOnWeaker?: boolean;
  readonly html?: string;
  readonly waivers?: boolean;
}

/** Exit code of a program that a signal ended, by the shell's convention. */
const interruptedCode = 130;

/** Effects at once, unless asked for otherwise. */
const defaultParallel = 16;

/** Options of a command that only looks, before its own. */
const noPacks = { policyPack: [], policyPackConfig: [], parallel: defaultParallel };

/** One paragraph without line breaks: commander wraps it to the width of the terminal. */
const about = [
  "The embedded host of Gatehouse: runs the project's Pulumi program, policy pack and provider plugin as the processes they",
  "are, over the engine's protocol, on a machine without the engine. It is not the Pulumi engine: it keeps its own state in",
  '.gatehouse/, contacts only loopback servers in place of the published providers, and keeps their other',
  'resources as a record only ("recorded"). Use pulumi itself for real infrastructure. Only doctor, drift, adopt, cost, incident, pace, `plan --waivers`, posture, replay,',
  'rollout and aws reach real services, and of these only `incident --open`, `rollout next --yes`, `rollout revert --yes` and `aws redrive --yes` change anything.',
].join(' ');

/** Runs one command line. @returns the exit code. */
export async function runCli(argv: readonly string[], context: CliContext): Promise<number> {
  let exitCode = 0;
  const paint = paintFor(context.stdout, context.environment);
  const program = new Command('gatehouse')
    .description(about)
    .version(context.version, '--version', 'print the version')
    .exitOverride()
    .configureOutput({
      // Undefined where the text goes into a file or a pipe; commander then takes 80 columns.
      getOutHelpWidth: () => context.stdout.columns,
      getErrHelpWidth: () => context.stderr.columns,
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    });
  const finish = (code: number): void => {
    exitCode = code;
  };

  const withRun = (command: Command): Command =>
    withStack(command)
      .option('--policy-pack <dir>', 'policy pack to run; repeatable', collect, [])
      .option('--policy-pack-config <file>', 'its configuration (JSON); one per pack', collect, [])
      .option(
        '--parallel <n>',
        'resource operations to run in parallel',
        countOption,
        defaultParallel,
      )
      .option('--diff', 'show what changes in each resource')
      .option('--json', 'print the report as JSON')
      .option('--markdown', 'print the report as Markdown');

  withRun(program.command('plan').alias('preview'))
    .description('preview the changes; needs no network and no credentials')
    .option('--files <dir>', 'write the files that repositories would get below this directory')
    .option('--without-secrets', 'plan without the passphrase: encrypted values are a placeholder')
    .option('--against <revision>', 'compare with another revision instead, by default every stack')
    .option('--install', 'with --against: run npm ci there if package-lock.json differs')
    .option('--html <file>', 'also write the report as a web page')
    .option('--waivers', 'also read what each repository waives, and until when, from GitHub')
    .option('--fail-on-weaker', 'exit with 2 when a gate becomes weaker')
    .action(async (flags: RunFlags, command: Command) => {
      const { against } = flags;
      if (against !== undefined) {
        const stack = command.getOptionValueSource('stack') === 'cli' ? flags.stack : undefined;
        finish(await runReview({ ...flags, against, stack }, context, paint));
        return;
      }
      const planned = await plan(await runOptions(flags, context, paint));
      const report =
        flags.waivers === true ? await withWaivers(planned, context.environment) : planned;
      if (flags.files !== undefined) {
        const project = await readProject(flags.cwd ?? context.directory);
        await writeRenderedFiles(
          await renderedFiles(report, project.programDirectory),
          flags.files,
        );
      }
      if (flags.html !== undefined) await writeFile(flags.html, planPage(report));
      print(report, flags, context, paint);
      const weaker =
        flags.failOnWeaker === true &&
        report.gates?.changes.some(({ direction }) => direction === 'weaker') === true;
      finish(hasFailed(report) ? 1 : weaker ? weakerCode : 0);
    });

  const changing = [
    ['up', 'create, update and delete resources to match the program', up],
    ['down', 'delete all resources of the stack', down],
    ['refresh', 'update the state from the real resources', refresh],
  ] as const;
  for (const [name, description, run] of changing) {
    withRun(program.command(name))
      .description(description)
      .option('--yes', 'apply after the preview without asking')
      .action(async (flags: RunFlags) => {
        const outcome = await run(await runOptions(flags, context, paint));
        print(outcome.applied ?? outcome.preview, flags, context, paint);
        finish(context.interrupted.aborted ? interruptedCode : codeOf(outcome));
      });
  }

  withStack(program.command('doctor'))
    .description('check whether these credentials can deploy the stack; changes nothing')
    .option('--json', 'print the findings as JSON')
    .option('--without-secrets', 'take credentials from the environment alone')
    .option('--state <file>', 'state written by `pulumi stack export`: what is not in it is new')
    .action(async (flags: CommonFlags & DoctorFlags) => {
      const options = await runOptions({ ...noPacks, ...flags }, context, paint);
      finish(await runDoctor(options, flags, context, paint));
    });

  withStack(program.command('drift'))
    .description('list what has changed in the repositories since the last update; changes nothing')
    .option('--json', 'print the findings as JSON')
    .option('--only <kinds>', `of ${driftKinds.join(', ')}; separated by commas`, kindsOption)
    .option('--state <file>', 'state written by `pulumi stack export`, instead of the host’s own')
    .option('--since <file>', 'report undeclared things once: known ones are kept in this file')
    .option('--parallel <n>', 'resources to read in parallel', countOption, defaultParallel)
    .action(async (flags: CommonFlags & Pick<RunFlags, 'json'> & DriftFlags) => {
      const options = await runOptions({ ...noPacks, ...flags }, context, paint);
      finish(await runDrift(options, flags, context));
    });

  withStack(program.command('outputs'))
    .description("print the stack's outputs; secrets are not shown")
    .option('--json', 'as JSON')
    .action(async (flags: CommonFlags & { readonly json?: boolean }) => {
      const outputs = await stackOutputs(stackOptions(flags, context));
      context.stdout.write(
        flags.json === true
          ? `${JSON.stringify(redacted(outputs), undefined, 2)}\n`
          : Object.entries(outputs)
              .map(([key, value]) => `${key}: ${shownValue(value, false)}\n`)
              .join(''),
      );
    });

  const stackOf = (flags: CommonFlags): StackOptions => stackOptions(flags, context);
  addConfigCommands<CommonFlags>(program, withStack, stackOf, context);
  addAwsCommands(program, withStack, context, finish);

  addInitCommand(program, context);
  addIncidentCommand<CommonFlags>(program, withStack, stackOf, context, finish);
  addCostCommand<CommonFlags>(program, withStack, stackOf, context, finish);
  addPostureCommand<CommonFlags>(program, withStack, stackOf, context, finish);
  addReplayCommand<CommonFlags>(program, withStack, stackOf, context, finish);
  addRolloutCommands<CommonFlags>(program, withStack, stackOf, context, finish);
  addPolicyCommands(program, context, finish);
  addPaceCommand<CommonFlags>(
    program,
    withStack,
    (flags) => runOptions({ ...noPacks, ...flags }, context, paint),
    context,
  );

  addAdoptCommand<CommonFlags & AdoptFlags>(
    program,
    withStack,
    (flags) => runOptions({ ...noPacks, ...flags }, context, paint),
    context,
    finish,
  );
  addEjectCommand<CommonFlags & { readonly to?: string }>(program, withStack, stackOf, context);

  const stack = program.command('stack').description("a stack's state");
  withStack(stack.command('export'))
    .description('print the state in the format of pulumi stack import; secrets stay encrypted')
    .option('--without-recorded', 'leave out recorded resources, for the Pulumi engine')
    .action(async (flags: CommonFlags & { readonly withoutRecorded?: boolean }) => {
      const without = flags.withoutRecorded === true;
      const options = { ...stackOptions(flags, context), withoutRecorded: without };
      const { text, recorded } = await exportStack(options, new Date());
      context.stdout.write(text);
      if (recorded > 0) {
        context.stderr.write(
          without
            ? `note: recorded resources left out: ${recorded}; the Pulumi engine will create them\n`
            : `warning: recorded resources in this state: ${recorded}; they do not exist, so the Pulumi engine cannot use ` +
                'it; --without-recorded leaves them out\n',
        );
      }
    });

  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (!isUserError(error)) throw error;
    context.stderr.write(logText(`error: ${error.message}\n`));
    return 1;
  }
}

function withStack(command: Command): Command {
  return command
    .option('--stack <name>', 'stack to work on', 'local')
    .option('--config-file <file>', 'instead of Pulumi.<stack>.yaml')
    .option('--cwd <dir>', 'folder of Pulumi.yaml');
}

function stackOptions(flags: CommonFlags, context: CliContext): StackOptions {
  return {
    directory: flags.cwd ?? context.directory,
    stack: flags.stack,
    configFile: flags.configFile,
    environment: context.environment,
  };
}

async function runOptions(flags: RunFlags, context: CliContext, paint: Paint): Promise<RunOptions> {
  const machine = flags.json === true || flags.markdown === true;
  return {
    ...stackOptions(flags, context),
    withoutSecrets: flags.withoutSecrets,
    packs: await packRequests(flags.policyPack, flags.policyPackConfig),
    parallel: flags.parallel,
    now: () => new Date(),
    interrupted: context.interrupted,
    // Machines read standard output; what the program prints goes beside it.
    onOutput: (line) => (machine ? context.stderr : context.stdout).write(`${line}\n`),
    inspect: (preview) => objections(preview, context.environment),
    confirm: (preview) => confirmRun(preview, flags, context, paint),
  };
}

function print(report: ReviewedReport, flags: RunFlags, context: CliContext, paint: Paint): void {
  context.stdout.write(
    flags.json === true
      ? jsonReport(report)
      : flags.markdown === true
        ? markdownReport(report)
        : textReport(report, {
            diff: flags.diff === true,
            paint,
            today: dayOf(new Date().toISOString()),
          }),
  );
}

function codeOf(outcome: RunOutcome): number {
  return outcome.applied === undefined || hasFailed(outcome.applied) ? 1 : 0;
}
