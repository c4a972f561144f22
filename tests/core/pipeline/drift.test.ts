import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { checkDirectory } from '../../../policies/check-directory';
import { reportNames } from '../../../core/readiness/readings';
import {
  ciPath,
  gatehouseAction,
  mcpDryRunPath,
  pins,
  preflightPath,
  renderPipeline,
} from '../../../core/pipeline';
import { formatters, linters, typeCheckers } from '../../../core/config/choices';
import { type PipelineSettings } from '../../../core/config/pipeline-settings';
import { isUnreadable, readWorkflow } from '../../../core/reading/read-workflow';
import { reportedChecks } from '../../../core/reading/reported-checks';
import { whyNotReported } from '../../../core/reading/why-not-reported';
import { type Job, type Step, type Workflow } from '../../../core/reading/workflow';
import { allSettings, variantSettings } from '../../support/pipeline-variants';
import { scratchDirectory } from '../../support/scratch';
import { deliver, deliveredToolkit, renderedFiles } from '../../support/target-repository';
import { projectRoot, runProgram } from '../../support/tools';

/*
 * What two rooms have to say alike, read off the files as they are delivered.
 */

const settings = allSettings();

function parsed(file: string, text: string): Workflow {
  const result = readWorkflow(file, text);
  if (isUnreadable(result)) throw new Error(`${file}: ${result.reason}`);
  return result;
}

function workflowsOf(each: PipelineSettings): readonly Workflow[] {
  return [...renderedFiles(each)]
    .filter(([file]) => file.startsWith('.github/workflows/'))
    .map(([file, text]) => parsed(file, text));
}

function ciOf(each: PipelineSettings): Workflow {
  return parsed(ciPath, renderedFiles(each).get(ciPath) ?? '');
}

const stepsOf = (workflow: Workflow): readonly Step[] =>
  workflow.jobs.flatMap(({ steps }) => steps);

/** Inputs of a step by name. */
const withOf = (step: Step | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries((step?.with ?? []).map(({ key, value }) => [key.value, value.value]));

const allSteps = [...settings.values()].flatMap(workflowsOf).flatMap(stepsOf);

test('every required check is the name of a job of ci.yml, on pull requests and in a merge queue, or the guard gives it', () => {
  for (const each of settings.values()) {
    const { requiredChecks } = renderPipeline(each);
    expect(requiredChecks.length).toBeGreaterThan(0);
    const ci = ciOf(each);
    const names = [
      ...reportedChecks(ci).flatMap(({ name }) => (name.certain ? [name.text] : [])),
      ...workflowsOf(each)
        .flatMap(stepsOf)
        .flatMap((step) =>
          withOf(step)['command'] === 'guard' ? (withOf(step)['check'] ?? []) : [],
        ),
    ];
    expect(names).toEqual(expect.arrayContaining([...requiredChecks]));
    for (const event of ['pull_request', 'merge_group', 'push'] as const)
      expect(whyNotReported(ci, each.defaultBranch, event)).toBeUndefined();
  }
});

test('the aggregate waits for every other job, and looks at the result of each', () => {
  for (const each of settings.values()) {
    const { jobs } = ciOf(each);
    const aggregate = jobs.find(({ id }) => id === 'ci-success');
    // Benchmarks take long, and where they only warn nothing waits for them.
    const left = each.gates.performance === 'enforce' ? [] : ['performance'];
    const others = jobs.map(({ id }) => id).filter((id) => ![...left, 'ci-success'].includes(id));
    expect((aggregate?.needs ?? []).map(({ value }) => value).sort()).toEqual([...others].sort());
    const results = (aggregate?.steps[0]?.env ?? []).map(({ value }) => value.value).join(' ');
    for (const id of others) expect(results).toContain(`needs.${id}.result`);
  }
});

test('every third-party action is the pinned commit of the table, with its version behind it', () => {
  const table = new Map(Object.values(pins).map((pin) => [`${pin.name}@${pin.sha}`, pin]));
  const foreign = allSteps.filter(({ uses }) => uses !== undefined && !/^[.$]\//.test(uses.value));
  expect(foreign.length).toBeGreaterThan(100);
  for (const { uses, usesComment } of foreign) {
    const pin = table.get(uses?.value ?? '');
    expect([uses?.value, usesComment]).toEqual([uses?.value, pin?.version]);
    expect(pin?.sha).toMatch(/^[0-9a-f]{40}$/);
  }
  expect(new Set(foreign.map(({ uses }) => uses?.value))).toEqual(new Set(table.keys()));
});

interface ActionDescription {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

test('the inputs and outputs that workflows use of our action are those of its action.yml, the required ones given', () => {
  const file = path.join(projectRoot, 'runtime', 'action', 'action.yml');
  const { inputs, outputs } = parse(readFileSync(file, 'utf8')) as ActionDescription;
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining([...gatehouseAction.inputs]));
  expect(Object.keys(outputs)).toEqual(expect.arrayContaining([...gatehouseAction.outputs]));
  const own = allSteps.filter(({ uses }) => uses?.value === gatehouseAction.path);
  expect(new Set(own.map((step) => withOf(step)['command']))).toEqual(
    new Set([
      'gate',
      'comment',
      'publish-comment',
      'guard',
      'dashboard',
      'copy-dashboard',
      'smoke',
      'exceptions',
      'sarif',
      'sbom',
    ]),
  );
  const required = Object.keys(inputs).filter((name) => inputs[name]?.required === true);
  for (const step of own) {
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(withOf(step))));
    expect(Object.keys(withOf(step))).toEqual(expect.arrayContaining(required));
  }
});

test('every local action that a workflow uses is delivered with it', async () => {
  for (const each of settings.values()) {
    const toolkit = await deliveredToolkit(each);
    const local = workflowsOf(each)
      .flatMap(stepsOf)
      .flatMap(({ uses }) => (uses?.value.startsWith('./') === true ? [uses.value.slice(2)] : []));
    for (const folder of local) expect([...toolkit.keys()]).toContain(`${folder}/action.yml`);
    expect(toolkit.has(mcpDryRunPath)).toBe(each.mcp !== undefined);
  }
});

/** Files below `reports/` that the scripts of a job name. */
function reportsOf({ steps }: Job): readonly string[] {
  const text = steps.map(({ run }) => run?.value ?? '').join('\n');
  return [...text.matchAll(/reports\/([a-z0-9-]+)(?:\$\{REPORT_SUFFIX:-\})?\.([a-z]+)/g)].map(
    ([, name, extension]) => `${String(name)}.${String(extension)}`,
  );
}

/** Whether a job uploads what the gate downloads. */
const isScored = ({ steps }: Job): boolean =>
  steps.some((step) => withOf(step)['name']?.startsWith('reports-') === true);

test('every report that the score reads is made by a job that uploads it, under a name the gate downloads', () => {
  const everything = variantSettings('everything');
  const ci = ciOf(everything);
  // Each tool of the project's choice writes a report of its own.
  const chosen = [
    ...linters.map((linter) => ({ linter })),
    ...formatters.map((formatter) => ({ formatter })),
    ...typeCheckers.map((typeChecker) => ({ typeChecker })),
  ].map((choice) => ciOf({ ...everything, checks: { ...everything.checks, ...choice } }));
  const made = [ci, ...chosen]
    .flatMap(({ jobs }) => jobs)
    .filter(isScored)
    .flatMap(reportsOf);
  expect(reportNames.filter((name) => !made.includes(name))).toEqual([]);
  const download = stepsOf(ci).find((step) => withOf(step)['pattern'] !== undefined);
  expect(withOf(download)).toMatchObject({ pattern: 'reports-*', 'merge-multiple': 'true' });
});

test('no two jobs of a run write one report, since the gate merges them into one directory', () => {
  for (const each of settings.values()) {
    const made = ciOf(each)
      .jobs.filter(isScored)
      .flatMap((job) => [...new Set(reportsOf(job))]);
    expect(made.filter((name, index) => made.indexOf(name) !== index)).toEqual([]);
  }
});

/** Make joins a line that ends with a backslash to the next one, which is what the shell would do. */
const joined = (script: string): string => script.replaceAll(/ *\\\n */g, ' ');

/** The scripts of the preflight as make itself reads them. */
function preflightScripts(directory: string): ReadonlyMap<string, string> {
  const makefile = path.join(directory, preflightPath);
  const names = [...readFileSync(makefile, 'utf8').matchAll(/^define (\S+-\d+)$/gm)].map(
    (match) => match[1] ?? '',
  );
  const reader = path.join(directory, 'reader.mk');
  const prints = names.map((name) => `$(file >${path.join(directory, name)},$(value ${name}))`);
  writeFileSync(reader, [`include ${makefile}`, ...prints, 'nothing: ;', ''].join('\n'));
  const { status, stderr } = runProgram('make', ['-f', reader, 'nothing'], { cwd: directory });
  if (status !== 0) throw new Error(stderr);
  return new Map(names.map((name) => [name, readFileSync(path.join(directory, name), 'utf8')]));
}

const scratch = scratchDirectory('drift');

test.each(['everything', 'house-defaults', 'requirements-layout-house-tools', 'odd-names'])(
  '%s: the preflight runs the scripts of ci.yml, letter by letter and in their order',
  async (name) => {
    const each = settings.get(name);
    if (each === undefined) throw new Error(`no settings ${name}`);
    const directory = path.join(scratch, name);
    await deliver(each, directory);
    const scripts = preflightScripts(directory);
    const ci = ciOf(each);
    const gates = ci.jobs.filter(({ id }) =>
      ['lint', 'test', 'security', 'mcp-dry-run', 'build'].includes(id),
    );
    const inCi = gates.flatMap(({ id, steps }) =>
      steps
        .filter(
          ({ run, id: step, name: title }) =>
            run !== undefined && step?.value !== 'install' && !/cache/.test(title?.value ?? ''),
        )
        .map((step, index): [string, string] => [
          `ci-preflight-${id}-${String(index + 1)}`,
          joined(step.run?.value ?? ''),
        ]),
    );
    const install = gates.map(
      ({ steps }) => steps.find(({ id }) => id?.value === 'install')?.run?.value,
    );
    expect(new Set(install)).toEqual(new Set([scripts.get('ci-preflight-install-1')]));
    // CI's gate is the action, called by `uses:`; locally a script calls it, and it comes last.
    const [gate, ...others] = [...scripts.keys()].reverse();
    expect(gate).toBe('ci-preflight-readiness-1');
    const gateAndInstall = [gate, 'ci-preflight-install-1'];
    expect(others).toContain('ci-preflight-install-1');
    expect([...scripts].filter(([key]) => !gateAndInstall.includes(key))).toEqual(inCi);
  },
);

test('the documentation lists exactly the files that are delivered', async () => {
  const everything = variantSettings('everything');
  // A merge queue and the guard exclude each other.
  const others = ['merge-queue', 'guarded', 'publish', 'deploy'] as const;
  const settings = [everything, ...others.map(variantSettings)];
  const delivered = new Set([
    ...settings.flatMap((one) => [...renderedFiles(one).keys()]),
    ...(await deliveredToolkit(everything)).keys(),
  ]);
  const text = readFileSync(path.join(projectRoot, 'docs', 'delivery.md'), 'utf8');
  const section = /## What is delivered\n(?<body>[\s\S]*?)\n## /.exec(text)?.groups?.['body'] ?? '';
  const listed = [...section.matchAll(/^\| `(\.github\/[^`]+)` \|/gm)].map((match) => match[1]);
  expect([...listed].sort()).toEqual([...delivered].sort());
});

test('the policies that the stacks are reviewed with have nothing against any rendered workflow', async () => {
  const preset = JSON.parse(
    readFileSync(path.join(projectRoot, 'policies', 'presets', 'prod.json'), 'utf8'),
  ) as Readonly<Record<string, unknown>>;
  for (const name of ['prod-orders-service', 'prod-billing-jobs', 'house-defaults', 'everything']) {
    const each = settings.get(name);
    if (each === undefined) throw new Error(`no settings ${name}`);
    const directory = path.join(scratch, `policies-${name}`);
    await deliver(each, directory);
    expect(checkDirectory(directory, preset)).toEqual([]);
  }
});
