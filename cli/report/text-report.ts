import { logText } from '../../core/kernel/foreign-text';
import { type RunReport, type StepReport } from '../engine/run-report';
import { shownValue } from '../../provider/protocol/property-diff';
import { isInternalKey } from '../../provider/protocol/property-value';
import { parseUrn, providerPackage } from '../../provider/protocol/urn';
import { type ReviewedReport } from '../review/reviewed-report';
import { paceText } from '../../core/pace/pace-estimate';
import { gateLines } from './gate-lines';
import { outputLines } from './output-lines';
import { requestsOfReport } from './pace';
import { type Paint } from './paint';
import { rampLines } from './ramps';
import { shortType } from './short-type';
import { summaryLine } from './summary';
import { wrapped } from './wrap';

/** How a step shows in the tree. */
const marks: Readonly<Record<StepReport['operation'], readonly [string, Parameters<Paint>[0]]>> = {
  create: ['+', 'green'],
  update: ['~', 'yellow'],
  replace: ['±', 'magenta'],
  delete: ['-', 'red'],
  same: ['=', 'dim'],
  read: ['>', 'blue'],
};

export interface TextOptions {
  /** Print what changes in each resource. */
  readonly diff: boolean;
  readonly paint: Paint;
  /** In UTC, `2027-01-15`: days until a gate enforces are counted from it. Default: they are not shown. */
  readonly today?: string;
}

/** The whole report for a person: tree, verdicts, messages, outputs, changed gates, summary. */
export function textReport(report: ReviewedReport, options: TextOptions): string {
  const sections = [
    tree(report, options),
    verdicts(report, options.paint),
    messages(report, options.paint),
    outputs(report),
    gateLines(report.gates, 'last applied', options.paint).join('\n'),
    ramps(report, options.today),
    summary(report, options.paint),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function tree(report: RunReport, options: TextOptions): string {
  const children = new Map<string, StepReport[]>();
  const known = new Set(report.steps.map((step) => step.urn));
  for (const step of report.steps) {
    const parent = known.has(step.parent) ? step.parent : '';
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [step]);
    else siblings.push(step);
  }
  const lines: string[] = [];
  const print = (step: StepReport, depth: number): void => {
    lines.push(stepLine(step, depth, options.paint));
    if (options.diff) lines.push(...diffLines(step, depth, options.paint));
    for (const child of children.get(step.urn) ?? []) print(child, depth + 1);
  };
  for (const siblings of children.values()) siblings.sort(providersLastThenByName);
  for (const step of children.get('') ?? []) print(step, 0);
  return lines.join('\n');
}

/** In the same order every time: resources arrive in whatever order the program's promises resolve. */
function providersLastThenByName(a: StepReport, b: StepReport): number {
  const isProvider = (step: StepReport): number => Number(providerPackage(step.type) !== undefined);
  return isProvider(a) - isProvider(b) || compare(a.name, b.name) || compare(a.urn, b.urn);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function stepLine(step: StepReport, depth: number, paint: Paint): string {
  const [mark, style] =
    step.recorded && step.operation !== 'same' && step.operation !== 'delete'
      ? (['○', 'blue'] as const)
      : marks[step.operation];
  const notes = [
    step.retained === true ? 'kept, no longer managed' : '',
    step.recorded ? 'recorded' : '',
    step.replaceKeys.length > 0 ? `replaced for ${step.replaceKeys.join(', ')}` : '',
    step.operation === 'update' && step.differences.length > 0
      ? `changes ${shortList(step.differences.map(({ path }) => path))}`
      : '',
  ].filter((note) => note !== '');
  const note = notes.length === 0 ? '' : paint('dim', `  (${notes.join('; ')})`);
  return `${'  '.repeat(depth)}${paint(style, mark)} ${shortType(step.type)} ${paint('bold', step.name)}${note}`;
}

function shortList(items: readonly string[]): string {
  const shown = items.slice(0, 4).join(', ');
  return items.length <= 4 ? shown : `${shown} and ${items.length - 4} more`;
}

function diffLines(step: StepReport, depth: number, paint: Paint): readonly string[] {
  const indent = '  '.repeat(depth + 2);
  if (step.operation === 'create' || step.operation === 'delete') {
    const [mark, style] = marks[step.operation];
    return Object.entries(step.inputs)
      .filter(([key]) => !isInternalKey(key))
      .map(([key, value]) => paint(style, `${indent}${mark} ${key}: ${shownValue(value, false)}`));
  }
  return step.differences.map(({ path, kind, before, after, secret }) => {
    switch (kind) {
      case 'add':
        return paint('green', `${indent}+ ${path}: ${shownValue(after, secret)}`);
      case 'delete':
        return paint('red', `${indent}- ${path}: ${shownValue(before, secret)}`);
      case 'update':
        return paint(
          'yellow',
          `${indent}~ ${path}: ${shownValue(before, secret)} → ${shownValue(after, secret)}`,
        );
    }
  });
}

function verdicts(report: RunReport, paint: Paint): string {
  if (report.packs.length === 0) return '';
  const lines = ['Policies'];
  for (const pack of report.packs) {
    const own = report.verdicts.filter((verdict) => verdict.pack === pack.name);
    const blocking = own.filter((verdict) => verdict.level === 'mandatory').length;
    const policies = `${pack.policies} policies`;
    const outcome =
      own.length === 0
        ? paint('green', `${policies} passed`)
        : `${policies}, ${blocking} mandatory and ${own.length - blocking} advisory findings`;
    lines.push(`  ${pack.name} ${pack.version}: ${outcome}`);
    for (const verdict of own) {
      const level =
        verdict.level === 'mandatory' ? paint('red', 'mandatory') : paint('yellow', verdict.level);
      const { type, name } = parseUrn(verdict.urn);
      lines.push(`    [${level}] ${verdict.policy}: ${shortType(type)} ${name}`);
      lines.push(...wrapped(logText(verdict.message), '      '));
    }
  }
  for (const { urn, policy, description, diagnostic } of report.remediations) {
    const { type, name } = parseUrn(urn);
    // A remediation that could not run is only reported, as the engine does.
    const word = diagnostic === '' ? 'remediated' : 'advisory';
    const what = diagnostic === '' ? description : diagnostic;
    lines.push(`    [${paint('yellow', word)}] ${policy}: ${shortType(type)} ${name}`);
    lines.push(...wrapped(what, '      '));
  }
  return lines.join('\n');
}

function messages(report: RunReport, paint: Paint): string {
  const shown = report.diagnostics.filter(({ severity }) => severity !== 'debug');
  if (shown.length === 0) return '';
  const lines = ['Messages'];
  for (const { severity, message } of shown) {
    const style = severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'dim';
    const text = `${severity}: ${logText(message).trimEnd()}`;
    const [first = '', ...rest] = text
      .split('\n')
      .flatMap((line, index) => wrapped(line, index === 0 ? '  ' : '    '));
    lines.push(first.replace(severity, paint(style, severity)), ...rest);
  }
  return lines.join('\n');
}

function outputs(report: RunReport): string {
  const entries = Object.entries(report.outputs);
  if (entries.length === 0) return '';
  return ['Outputs', ...entries.flatMap(([key, value]) => outputLines(key, value, '  '))].join(
    '\n',
  );
}

function ramps(report: RunReport, today: string | undefined): string {
  const lines = today === undefined ? [] : rampLines(report.steps, today);
  return lines.flatMap((line) => wrapped(line, '')).join('\n');
}

function summary(report: ReviewedReport, paint: Paint): string {
  const recorded = report.steps.filter(
    (step) => step.recorded && step.operation !== 'delete',
  ).length;
  const note =
    recorded === 0
      ? ''
      : paint(
          'dim',
          `\n${recorded} ${recorded === 1 ? 'resource' : 'resources'} recorded only (placeholder IDs); the Pulumi engine creates ${recorded === 1 ? 'it' : 'them'}.`,
        );
  const lines = wrapped(summaryLine(report), '').map((line) => paint('bold', line));
  return `${lines.join('\n')}${note}${pace(report)}`;
}

/** What an update will ask of GitHub; after the update it is past. */
function pace(report: ReviewedReport): string {
  if (!report.dryRun) return '';
  const text = paceText(requestsOfReport(report.steps), report.left);
  const lines = text.split('\n').flatMap((line) => wrapped(line, ''));
  return text === '' ? '' : `\n${lines.join('\n')}`;
}
