import { jobTitles } from '../job-titles';
import { type Gates } from '../definitions/gates';
import { localReadinessStep } from '../definitions/local-readiness';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { type Gate, type GateStep } from '../steps/gate';
import { installStep } from '../steps/install';
import { shellQuote } from '../steps/shell-quote';
import { marker } from './marker';

export const preflightPath = '.github/gatehouse/preflight.mk';

interface Target {
  readonly name: string;
  readonly title: string;
  readonly steps: readonly GateStep[];
  readonly needs: string;
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
  };
  const quality = [gates.lint, gates.test, gates.security].map(gateTarget);
  const readiness: Target = {
    name: 'ci-preflight-readiness',
    title: jobTitles.readiness,
    steps: [localReadinessStep(settings)],
    needs: quality.map((target) => ` ${target.name}`).join(''),
  };
  const others = [...(gates.mcp === undefined ? [] : [gates.mcp]), gates.build].map(gateTarget);
  const targets = [install, ...quality, ...others, readiness];
  const names = targets.slice(1).map((target) => target.name);
  const python = shellQuote(settings.python.versions[0]);
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
    `ci-preflight: ${names.join(' ')}`,
    "\t@echo 'ci-preflight: every gate passed'",
    '',
    ...targets.flatMap((target) => [...targetLines(target, python), '']),
    '.DEFAULT_GOAL := $(ci-preflight-default-goal)',
    '',
  ].join('\n');
}

function gateTarget(gate: Gate): Target {
  return {
    name: `ci-preflight-${gate.id}`,
    title: gate.title,
    steps: gate.steps,
    needs: ' ci-preflight-install',
  };
}

function targetLines(target: Target, python: string): readonly string[] {
  const variable = (index: number): string =>
    `${target.name.toUpperCase().replaceAll('-', '_')}_${String(index + 1)}`;
  const steps = target.steps.flatMap((step, index) => [
    `echo ${quoted(`-- ${step.name}`)}`,
    `${environment(step, python)} bash --noprofile --norc -eo pipefail -c "$$${variable(index)}" || failed="$$failed, "${quoted(step.name)}`,
  ]);
  const commands = [
    `@failed=; echo ${quoted(`== ${target.title}`)}`,
    ...steps,
    `if test -n "$$failed"; then echo ${quoted(`ci-preflight: gate ${target.title} failed in: `)}"$$\{failed#, }" >&2; exit 1; fi`,
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

function environment(step: GateStep, python: string): string {
  const own = Object.entries(step.env ?? {}).map(([key, value]) => `${key}=${shellQuote(value)}`);
  return makeEscape([`UV_PYTHON=${python}`, ...own].join(' '));
}

/** Make expands a recipe before the shell sees it; a doubled dollar sign is a dollar sign. */
function makeEscape(text: string): string {
  return text.replaceAll('$', '$$$$');
}
