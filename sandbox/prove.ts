import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type PipelineSettings } from '../core/config/pipeline-settings';
import { everyJob, furtherSteps, projectSteps } from '../core/pipeline/definitions/project-steps';
import { furtherProjects } from '../core/pipeline/further-projects';
import { jobTitles } from '../core/pipeline/job-titles';
import { preflightPath } from '../core/pipeline/render/preflight-mk';
import { fromRoot } from '../core/pipeline/steps/directory';
import { type JobSteps } from '../core/pipeline/steps/job-steps';
import { lintModeOf } from '../core/pipeline/steps/lint';
import { reportsDirectory } from '../core/pipeline/steps/reports';
import {
  diagnose,
  type Failure,
  failureOf,
  failureText,
  type SettingValue,
  type Tried,
} from '../core/project';
import { runProgramAlongside } from './actions/tools';
import { bareEnvironment } from './bare-environment';
import { runGit } from './github/git';
import { checkOutForProof } from './proof-checkout';
import { type SandboxRepository } from './world';

/** Milliseconds after which the gates of a project are stopped. */
const longestMs = 1_800_000;

/** What became of a step of a gate. */
interface ProvenStep {
  readonly step: string;
  /** Why it failed, or would have, were it enforced; absent when it found nothing. */
  readonly failure?: Failure;
  readonly blocks: boolean;
  /** Setting that lets pass what is there today, and nothing new; absent where a baseline does not help. */
  readonly baseline?: string;
  /** Setting that could be `enforce`: the step only warns, and found nothing. */
  readonly enforceable?: string;
}

/** A gate as it was run once. */
export interface ProvenGate {
  readonly title: string;
  readonly state: 'green' | 'red' | 'not run';
  readonly steps: readonly ProvenStep[];
}

export interface Proof {
  readonly commit: string;
  readonly gates: readonly ProvenGate[];
  /** All that was printed. */
  readonly log: string;
  /** What was measured, in percent: floors that would fit. */
  readonly measured: readonly Change[];
}

/**
 * Runs the delivered gates once on the head of the default branch. It executes the repository's code: with a home of its own
 * that is removed afterwards, and without the credentials of whoever calls; it can still read what this user can read.
 */
export async function prove(place: SandboxRepository, settings: PipelineSettings): Promise<Proof> {
  const directory = await mkdtemp(join(tmpdir(), 'gatehouse-proof-'));
  try {
    const checkout = join(directory, 'checkout');
    const home = join(directory, 'home');
    const { gitDirectory } = place;
    const hasSubmodules = settings.checkout.submodules;
    await checkOutForProof({ gitDirectory, checkout, home, hasSubmodules });
    const commit = (await runGit(['-C', checkout, 'rev-parse', 'HEAD'])).toString('utf8').trim();
    const names = gateNames(settings);
    const targets = names.map(({ id }) => `ci-preflight-${id}`);
    const { stdout } = await runProgramAlongside(
      'sh',
      [
        '-c',
        'mkdir -p "$HOME"; exec make --keep-going --no-print-directory -f "$@" 2>&1',
        'sh',
        preflightPath,
        ...targets,
      ],
      {
        cwd: checkout,
        env: { ...bareEnvironment(process.env), HOME: home },
        isBare: true,
        timeoutMs: longestMs * (1 + furtherProjects(settings).length),
      },
    );
    return {
      commit,
      gates: readProof(stdout, names),
      log: stdout,
      measured: await measuredIn(checkout, settings),
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Every gate of every project, and what it needs to run. */
function gateNames(settings: PipelineSettings): readonly GateName[] {
  const name = (
    own: PipelineSettings,
    gate: string,
    { id, title }: Pick<JobSteps, 'id' | 'title'>,
  ) => ({
    id,
    title,
    gate,
    settings: own,
  });
  const further = furtherSteps(settings).flatMap(({ id, settings: own, jobs, key }) => [
    { ...name(own, 'install', { id: `install-${id}`, title: `Install: ${id}` }), key },
    ...(['lint', 'test', 'security', 'build'] as const).map((gate) => ({
      ...name(own, gate, jobs[gate]),
      ...{ key, modes: own },
    })),
  ]);
  return [
    name(settings, 'install', { id: 'install', title: 'Install' }),
    ...everyJob(projectSteps(settings)).map((gate) => ({
      ...name(settings, gate.id, gate),
      modes: settings,
    })),
    ...further,
    name(settings, 'readiness', { id: 'readiness', title: jobTitles.readiness }),
  ];
}

/** The coverage of each project and the score, where they were measured. */
async function measuredIn(
  checkout: string,
  settings: PipelineSettings,
): Promise<readonly Change[]> {
  const reportsOf = (own: PipelineSettings): string =>
    join(checkout, fromRoot(own, reportsDirectory));
  const projects = [{ key: '', settings }, ...furtherProjects(settings)];
  const floors = await Promise.all([
    ...projects.map(
      async (project) =>
        [
          `${project.key}gates.coverage`,
          await numberIn(reportsOf(project.settings), 'coverage.json', [
            'totals',
            'percent_covered',
          ]),
        ] as const,
    ),
    numberIn(reportsOf(settings), 'readiness.json', ['value']).then(
      (value) => ['gates.readiness', value] as const,
    ),
  ]);
  return floors.flatMap(([path, value]) =>
    value === undefined ? [] : [[path, Math.floor(value)] as const],
  );
}

async function numberIn(
  reports: string,
  name: string,
  path: readonly string[],
): Promise<number | undefined> {
  const file = join(reports, name);
  if (!existsSync(file)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  for (const key of path)
    value =
      typeof value === 'object' && value !== null
        ? (value as Record<string, unknown>)[key]
        : undefined;
  return typeof value === 'number' ? value : undefined;
}

interface GateName {
  readonly id: string;
  readonly title: string;
  /** Which kind of gate it is. */
  readonly gate: string;
  /** Of its project. */
  readonly settings: Tried;
  /** What its project's settings begin with, for a further one. */
  readonly key?: string;
  /** Modes and test runner of its project. */
  readonly modes?: Pick<PipelineSettings, 'gates' | 'checks'>;
}

/** Reads what the preflight printed: `== gate`, `-- step`, and at the end of a gate what failed in it. */
export function readProof(printed: string, names: readonly GateName[]): readonly ProvenGate[] {
  const sections = printed.split(/^== /m).slice(1);
  return names.flatMap(({ title, gate, settings, key = '', modes }): readonly ProvenGate[] => {
    const section = sections.find((text) => text.startsWith(`${title}\n`));
    if (section === undefined) return [{ title, state: 'not run', steps: [] }];
    const failed = /^ci-preflight: gate .* failed in: (.*)$/m.exec(section)?.[1]?.split(', ') ?? [];
    const steps = section
      .split(/^-- /m)
      .slice(1)
      .map((text): ProvenStep => {
        const end = text.indexOf('\n');
        const step = text.slice(0, end);
        // What the preflight says of the gate comes after its last step.
        const output = text.slice(end + 1).replace(/^ci-preflight: gate [^]*$/m, '');
        const blocks = failed.includes(step);
        const found = blocks || output.includes('(not blocking)');
        if (!found) {
          const enforceable =
            modes === undefined ? undefined : enforceableSetting(gate, step, modes);
          return {
            ...{ step, blocks },
            ...(enforceable === undefined ? {} : { enforceable: `${key}${enforceable}` }),
          };
        }
        const failure = failureOf(key, diagnose({ gate, step, output }, settings));
        const baseline =
          blocks && modes !== undefined ? baselineSetting(gate, step, failure, modes) : undefined;
        return {
          ...{ step, blocks, failure },
          ...(baseline === undefined ? {} : { baseline: `${key}${baseline}` }),
        };
      });
    return [{ title, state: failed.length > 0 ? 'red' : 'green', steps }];
  });
}

/** The setting of a linter, formatter or type checker that only warns. */
function enforceableSetting(
  id: string,
  step: string,
  { gates }: Pick<PipelineSettings, 'gates'>,
): string | undefined {
  const mode = id === 'lint' ? lintModeOf(step) : undefined;
  return mode === undefined || gates[mode] !== 'warn' ? undefined : `gates.${mode}`;
}

/** The setting that keeps findings of the code from blocking, once they are recorded. */
function baselineSetting(
  id: string,
  step: string,
  failure: Failure,
  { gates, checks }: Pick<PipelineSettings, 'gates' | 'checks'>,
): string | undefined {
  // What was not counted is no list of findings: a stale lock file, a crash.
  if (failure.cause !== 'code' || failure.count === undefined) return undefined;
  const mode =
    id === 'lint'
      ? lintModeOf(step)
      : id === 'test' && checks.testRunner === 'pytest'
        ? 'tests'
        : id === 'security'
          ? 'security'
          : undefined;
  return mode === undefined || gates[mode] !== 'enforce' ? undefined : `gates.${mode}`;
}

/** The proof for a person. */
export function proofText(proof: Proof, configFile: string, logFile: string): string {
  const width = Math.max(...proof.gates.map(({ title }) => title.length));
  const lines = proof.gates.flatMap(({ title, state, steps }) => [
    `  ${title.padEnd(width)}  ${state}`,
    ...steps.flatMap(({ step, failure, blocks }) =>
      failure === undefined
        ? []
        : [`    ${blocks ? 'red' : 'warns'}: ${step}: ${because(failure)}`],
    ),
  ]);
  const changes = changesOf(proof);
  return [
    `Proof: the delivered gates, run once at ${proof.commit.slice(0, 12)} (a home of its own, none of your credentials)`,
    ...lines,
    `  Full output: ${logFile}`,
    ...(changes.length === 0
      ? []
      : [
          '',
          `Settings that would fit, for ${configFile}:`,
          ...stringify(nested(changes))
            .trimEnd()
            .split('\n')
            .map((line) => `  ${line}`),
          ...(changes.some(([, value]) => value === 'new')
            ? [
                'With `new` only what is new fails: once that is delivered, run `make -f .github/gatehouse/preflight.mk ci-baseline` in a clone and commit what it writes.',
              ]
            : []),
        ]),
    '',
  ].join('\n');
}

const causes = { code: 'the code', setting: 'a setting', machine: 'this machine' } as const;

const because = (failure: Failure): string => `${causes[failure.cause]}: ${failureText(failure)}`;

type Change = readonly [path: string, value: SettingValue];

/** What failures propose; once nothing fails, what could block from now on, and the floors that were measured. */
function changesOf({ gates, measured }: Proof): readonly Change[] {
  const proposed = gates
    .flatMap(({ steps }) => steps)
    .flatMap(({ failure, blocks, baseline }): readonly Change[] => {
      if (baseline !== undefined) return [[baseline, 'new']];
      return blocks && failure?.cause === 'setting' && failure.value !== undefined
        ? [[failure.setting, failure.value]]
        : [];
    });
  if (gates.some(({ state }) => state === 'red')) return proposed;
  const enforceable = gates
    .flatMap(({ steps }) => steps)
    .flatMap((step): readonly Change[] =>
      step.enforceable === undefined ? [] : [[step.enforceable, 'enforce']],
    );
  return [...proposed, ...enforceable, ...measured];
}

function nested(changes: readonly Change[]): object {
  const root: Record<string, unknown> = {};
  for (const [path, value] of changes) {
    const keys = path.split('.');
    const name = keys.pop() ?? path;
    let table = root;
    for (const key of keys) {
      const inner = (table[key] ?? {}) as Record<string, unknown>;
      table[key] = inner;
      table = inner;
    }
    table[name] = value;
  }
  return root;
}
