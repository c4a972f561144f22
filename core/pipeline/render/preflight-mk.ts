import { jobTitles } from '../job-titles';
import { everyGate, type Gates } from '../definitions/gates';
import { localReadinessStep } from '../definitions/local-readiness';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { type Gate, type GateStep } from '../steps/gate';
import { installStep } from '../steps/install';
import { baselineStep, recordedTools } from '../steps/judged';
import { shellQuote } from '../steps/shell-quote';
import { marker } from '../../kernel/marker';

export const preflightPath = '.github/gatehouse/preflight.mk';

interface Target {
  readonly name: string;
  readonly title: string;
  readonly steps: readonly GateStep[];
  readonly needs: string;
  readonly isGate: boolean;
}

/**
 * The make fragment of the local preflight: `include .github/gatehouse/preflight.mk`, then `make ci-preflight`.
 *
 * Each step's script stands in a `define`, is read raw by `$(value …)` (so nothing in it is expanded by make) and
 * reaches bash through the environment of its own target, so that no second quoting can go wrong. Nothing global is
 * set: no SHELL, no .ONESHELL, no variable exported to other targets, and the including file's default goal stays as
 * it was. Works with GNU make from 3.81 on.
 */
export function preflightMk(settings: PipelineSettings, gates: Gates): string {
  const install: Target = {
    name: 'ci-preflight-install',
    title: 'Install',
    steps: [installStep(settings)],
    needs: '',
    isGate: false,
  };
  const quality = [gates.lint, gates.test, gates.security].map(gateTarget);
  const readiness: Target = {
    name: 'ci-preflight-readiness',
    title: jobTitles.readiness,
    steps: [localReadinessStep(settings)],
    needs: quality.map((target) => ` ${target.name}`).join(''),
    isGate: true,
  };
  const others = everyGate(gates).slice(quality.length).map(gateTarget);
  const targets = [install, ...quality, ...others, readiness];
  const names = targets.slice(1).map((target) => target.name);
  const variables = { UV_PYTHON: settings.python.versions[0], ...settings.surroundings.env };
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
      `CI_PREFLIGHT_FAILED="$$failed" $(MAKE) -f $(firstword $(MAKEFILE_LIST)) --no-print-directory ${names.join(' ')} || echo 'Install' >> "$$failed"`,
      'if test -s "$$failed"; then echo; echo \'ci-preflight: failed\' >&2; sed \'s/^/  /\' "$$failed" >&2; rm -f "$$failed"; exit 1; fi',
      'rm -f "$$failed"',
      "echo 'ci-preflight: every gate passed'",
    ].join('; \\\n\t  ')}`,
    '',
    ...targets.flatMap((target) => [...targetLines(target, variables), '']),
    ...baselineLines(settings, quality),
    '.DEFAULT_GOAL := $(ci-preflight-default-goal)',
    '',
  ].join('\n');
}

/** `make ci-baseline` runs the gates, whatever they say, and records what they found. */
function baselineLines(settings: PipelineSettings, gates: readonly Target[]): readonly string[] {
  if (recordedTools(settings).length === 0) return [];
  const names = gates.map(({ name }) => name).join(' ');
  const record: Target = {
    name: 'ci-baseline',
    title: 'Baseline',
    steps: [baselineStep(settings)],
    needs: ' ci-baseline-gates',
    isGate: false,
  };
  return [
    '.PHONY: ci-baseline ci-baseline-gates',
    'ci-baseline-gates:',
    `\t@CI_PREFLIGHT_FAILED=/dev/null $(MAKE) -f $(firstword $(MAKEFILE_LIST)) --no-print-directory ${names}`,
    '',
    ...targetLines(record, {}),
    '',
  ];
}

function gateTarget(gate: Gate): Target {
  return {
    name: `ci-preflight-${gate.id}`,
    title: gate.title,
    steps: gate.steps,
    needs: ' ci-preflight-install',
    isGate: true,
  };
}

function targetLines(
  target: Target,
  variables: Readonly<Record<string, string>>,
): readonly string[] {
  const variable = (index: number): string =>
    `${target.name.toUpperCase().replaceAll('-', '_')}_${String(index + 1)}`;
  const steps = target.steps.flatMap((step, index) => [
    `echo ${quoted(`-- ${step.name}`)}`,
    `${environment(step, variables)} bash --noprofile --norc -eo pipefail -c "$$${variable(index)}" || failed="$$failed, "${quoted(step.name)}`,
  ]);
  const commands = [
    `@failed=; echo ${quoted(`== ${target.title}`)}`,
    ...steps,
    // All gates of `ci-preflight` run, and what failed is listed at its end; one that is asked for alone fails by itself.
    `if test -n "$$failed"; then echo ${quoted(`ci-preflight: gate ${target.title} failed in: `)}"$$\{failed#, }" >&2; ${
      target.isGate
        ? `test -n "$$CI_PREFLIGHT_FAILED" || exit 1; echo ${quoted(`${target.title} (make ${target.name}): `)}"$$\{failed#, }" >> "$$CI_PREFLIGHT_FAILED"`
        : 'exit 1'
    }; fi`,
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
    `${target.name}:${target.needs}`,
    // One line for make, so that it means the same under the including file's .ONESHELL.
    `\t${commands.join('; \\\n\t  ')}`,
  ];
}

function quoted(text: string): string {
  return makeEscape(shellQuote(text));
}

function environment(step: GateStep, variables: Readonly<Record<string, string>>): string {
  const all = Object.entries({ ...variables, ...step.env });
  return makeEscape(all.map(([key, value]) => `${key}=${shellQuote(value)}`).join(' '));
}

/** Make expands a recipe before the shell sees it; a doubled dollar sign is a dollar sign. */
function makeEscape(text: string): string {
  return text.replaceAll('$', '$$$$');
}
