import { jobTitles } from '../job-titles';
import { everyJob, furtherSteps, type ProjectSteps } from '../definitions/project-steps';
import { localReadinessStep } from '../definitions/local-readiness';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { fromRoot, inDirectory } from '../steps/directory';
import { type JobSteps, type PortableStep } from '../steps/job-steps';
import { installStep } from '../steps/install';
import { actionProgram, baselineStep, recordedTools } from '../steps/judged';
import { makeReportsDirectory, report } from '../steps/reports';
import { hasNode } from '../steps/script';
import { shellQuote } from '../steps/shell-quote';
import { marker } from '../../kernel/marker';

export const preflightPath = '.github/gatehouse/preflight.mk';

interface Target {
  readonly name: string;
  readonly title: string;
  readonly steps: readonly PortableStep[];
  readonly needs: string;
  readonly isGate: boolean;
  readonly settings: PipelineSettings;
  /** Kind of gate, by which its failures are distinguished. */
  readonly gate: string;
  /** Name of the variable with what a diagnosis needs of the settings. */
  readonly settingsName: string;
}

/**
 * The make fragment of the local preflight: `include .github/gatehouse/preflight.mk`, then `make ci-preflight`.
 *
 * Each step's script is in a `define`, is read raw by `$(value …)` (so nothing in it is expanded by make) and
 * reaches bash through the environment of its own target, so that no second quoting can go wrong. Nothing global is
 * set: no SHELL, no .ONESHELL, no variable exported to other targets, and the including file's default goal stays as
 * it was. Works with GNU make from 3.81 on.
 */
export function preflightMk(settings: PipelineSettings, steps: ProjectSteps): string {
  const install = installTarget(settings);
  const quality = [steps.lint, steps.test, steps.security].map((work) =>
    stepsTarget(work, work.id, install),
  );
  const readiness: Target = {
    name: 'ci-preflight-readiness',
    title: jobTitles.readiness,
    steps: [localReadinessStep(settings)],
    needs: quality.map((target) => ` ${target.name}`).join(''),
    isGate: true,
    settings,
    gate: 'readiness',
    settingsName: install.settingsName,
  };
  const others = everyJob(steps)
    .slice(quality.length)
    .map((work) => stepsTarget(work, work.id, install));
  const targets = [install, ...quality, ...others, ...furtherTargets(settings), readiness];
  const names = targets.filter(({ isGate }) => isGate).map((target) => target.name);
  return [
    ...marker.map((line) => `# ${line}`),
    '#',
    `# Runs the steps of ci.yml on this machine. In the Makefile: include ${preflightPath}`,
    `# Then: make ci-preflight, or one gate: make ${names.join(', make ')}`,
    '',
    'ci-preflight-default-goal := $(.DEFAULT_GOAL)',
    '',
    `.PHONY: ci-preflight ${targets.map((target) => target.name).join(' ')}`,
    '',
    'ci-preflight:',
    // One line for make, so that it means the same under the including file's .ONESHELL.
    `\t${[
      '@failed="$$(mktemp)"',
      `CI_PREFLIGHT_FAILED="$$failed" $(MAKE) -f $(firstword $(MAKEFILE_LIST)) --keep-going --no-print-directory ${names.join(' ')} || test -s "$$failed" || echo 'make stopped' >> "$$failed"`,
      'if test -s "$$failed"; then echo; echo \'ci-preflight: failed\' >&2; sed \'s/^/  /\' "$$failed" >&2; rm -f "$$failed"; exit 1; fi',
      'rm -f "$$failed"',
      "echo 'ci-preflight: every gate passed'",
    ].join('; \\\n\t  ')}`,
    '',
    'define ci-preflight-reason',
    ...reasonScript,
    'endef',
    ...[{ id: undefined, key: '', settings }, ...furtherSteps(settings)].flatMap((project) => [
      `define ${settingsName(project.id)}`,
      triedSettings(project.settings, project.key),
      'endef',
    ]),
    '',
    ...targets.flatMap((target) => [...targetLines(target), '']),
    ...baselineLines(settings, targets, install),
    '.DEFAULT_GOAL := $(ci-preflight-default-goal)',
    '',
  ].join('\n');
}

/** @param project name of a further project. */
function installTarget(settings: PipelineSettings, project?: string): Target {
  return {
    name: project === undefined ? 'ci-preflight-install' : `ci-preflight-install-${project}`,
    title: project === undefined ? 'Install' : `Install: ${project}`,
    steps: [installStep(settings)],
    needs: '',
    isGate: false,
    settings,
    gate: 'install',
    settingsName: settingsName(project),
  };
}

const settingsName = (project?: string): string =>
  `ci-preflight-settings${project === undefined ? '' : `-of-${project}`}`;

/** `make ci-baseline` runs the gates, whatever they say, and records what they found. */
function baselineLines(
  settings: PipelineSettings,
  targets: readonly Target[],
  install: Target,
): readonly string[] {
  const projects = [settings, ...furtherSteps(settings).map((project) => project.settings)].filter(
    (own) => recordedTools(own).length > 0,
  );
  const [first, ...others] = projects.map(baselineStep);
  if (first === undefined) return [];
  const directories = projects.map(({ python }) => python.directory);
  const names = targets
    .filter(
      ({ gate, settings: own }) => isBaselined(gate) && directories.includes(own.python.directory),
    )
    .map(({ name }) => name)
    .join(' ');
  const record: Target = {
    ...install,
    name: 'ci-baseline',
    title: 'Baseline',
    steps: [first, ...others],
    needs: ' ci-baseline-gates',
    gate: 'baseline',
  };
  return [
    '.PHONY: ci-baseline ci-baseline-gates',
    'ci-baseline-gates:',
    `\t@CI_PREFLIGHT_FAILED=/dev/null $(MAKE) -f $(firstword $(MAKEFILE_LIST)) --no-print-directory ${names}`,
    '',
    ...targetLines(record),
    '',
  ];
}

const isBaselined = (gate: string): boolean => ['lint', 'test', 'security'].includes(gate);

/** @param kind of gate, by which its failures are distinguished. */
function stepsTarget(
  work: JobSteps,
  kind: string,
  { name, settings, settingsName }: Target,
): Target {
  return {
    name: `ci-preflight-${work.id}`,
    title: work.title,
    steps: work.steps,
    needs: ` ${name}`,
    isGate: true,
    settings,
    gate: kind,
    settingsName,
  };
}

const furtherTargets = (settings: PipelineSettings): readonly Target[] =>
  furtherSteps(settings).flatMap(({ id, settings: own, jobs }) => {
    const install = installTarget(own, id);
    const kinds = ['lint', 'test', 'security', 'build'] as const;
    return [install, ...kinds.map((kind) => stepsTarget(jobs[kind], kind, install))];
  });

function targetLines(target: Target): readonly string[] {
  const { settings } = target;
  const variables = { UV_PYTHON: settings.python.versions[0], ...settings.surroundings.env };
  const variable = (index: number): string =>
    `${target.name.toUpperCase().replaceAll('-', '_')}_${String(index + 1)}`;
  const file = (name: string): string =>
    quoted(fromRoot(settings, report(`.${target.name}${name}`)));
  const reasons = file('.reasons');
  const commands = [
    `@failed=; echo ${quoted(`== ${target.title}`)}`,
    `${inItsDirectory(inDirectory(settings, {}), makeReportsDirectory.join(' && '))} || exit 1`,
    `: > ${reasons}`,
    ...target.steps.flatMap((step, index) => {
      const log = file(`-${String(index + 1)}.log`);
      const status = file('.status');
      const run = inItsDirectory(
        step,
        `${environment(step, variables)} bash --noprofile --norc -eo pipefail -c "$$${variable(index)}"`,
      );
      return [
        `echo ${quoted(`-- ${step.name}`)}`,
        `{ ${run}; echo "$$?" > ${status}; } 2>&1 | tee ${log}${step.printsDiff === true ? ` | sed ${quoted(withoutDiffs)}` : ''}`,
        `test "$$(cat ${status})" = 0 || { failed="$$failed, "${quoted(step.name)}; printf '%s: %s\\n' ${quoted(step.name)} "$$(sh -c "$$CI_PREFLIGHT_REASON" sh ${quoted(target.gate)} ${quoted(step.name)} ${log} "$$CI_PREFLIGHT_SETTINGS")" >> ${reasons}; }`,
      ];
    }),
    // All gates of `ci-preflight` run, and what failed is listed at its end; one that is asked for alone fails by itself.
    `test -n "$$failed" || exit 0`,
    `echo ${quoted(`ci-preflight: gate ${target.title} failed in: `)}"$$\{failed#, }" >&2`,
    `sed 's/^/  /' ${reasons} >&2`,
    `test -n "$$CI_PREFLIGHT_FAILED" || exit 1`,
    `while IFS= read -r reason; do printf '%s\\n' ${quoted(`${target.title} (make ${target.name}): `)}"$$reason" >> "$$CI_PREFLIGHT_FAILED"; done < ${reasons}`,
    ...(target.isGate ? [] : ['exit 1']),
  ];
  return [
    ...target.steps.flatMap((step, index) => [
      `define ${target.name}-${String(index + 1)}`,
      step.run.replace(/\n$/, ''),
      'endef',
    ]),
    ...target.steps.map(
      (_step, index) =>
        `${target.name}: export ${variable(index)} := $(value ${target.name}-${String(index + 1)})`,
    ),
    `${target.name}: export CI_PREFLIGHT_REASON := $(value ci-preflight-reason)`,
    `${target.name}: export CI_PREFLIGHT_SETTINGS := $(value ${target.settingsName})`,
    `${target.name}:${target.needs}`,
    // One line for make, so that it means the same under the including file's .ONESHELL.
    `\t${commands.join('; \\\n\t  ')}`,
  ];
}

/** Of the output of a formatter the files, without what would change in them: a sed script. */
const withoutDiffs = 's/^--- \\([^\t]*\\)$/would reformat \\1/;/^[-+@ ]/d';

/**
 * Prints why a step failed in one line, as `make up PROVE=1` does: the bundled action knows. Where Node is not to be had it
 * says where the output is.
 */
const reasonScript = [
  `if ${hasNode}; then`,
  `  node ${actionProgram} diagnose --gate "$1" --step "$2" --log "$3" --settings "$4" 2> /dev/null && exit 0`,
  'fi',
  'echo "see $3"',
];

/** What a diagnosis looks at. */
function triedSettings({ python, gates, surroundings }: PipelineSettings, key: string): string {
  const { sources, tests, groups, extras, requirements, dependencies } = python;
  return JSON.stringify({
    ...(key === '' ? {} : { key }),
    python: { sources, tests, groups, extras, requirements, dependencies },
    gates: { coverage: gates.coverage },
    surroundings: { systemPackages: surroundings.systemPackages, setup: surroundings.setup },
  });
}

/** A command in a subshell where it runs in another directory, so that the next one starts at the root again. */
const inItsDirectory = (
  { workingDirectory }: { readonly workingDirectory?: string },
  command: string,
): string =>
  workingDirectory === undefined ? command : `(cd ${quoted(workingDirectory)} && ${command})`;

function quoted(text: string): string {
  return makeEscape(shellQuote(text));
}

function environment(step: PortableStep, variables: Readonly<Record<string, string>>): string {
  const all = Object.entries({ ...variables, ...step.env });
  return makeEscape(all.map(([key, value]) => `${key}=${shellQuote(value)}`).join(' '));
}

/** Make expands a recipe before the shell sees it; a doubled dollar sign is a dollar sign. */
function makeEscape(text: string): string {
  return text.replaceAll('$', '$$$$');
}
