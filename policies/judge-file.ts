import { looksAt, type CheckedFile } from '../core/reading/checked-files';
import { perObject } from '../core/reading/memo';
import { dueFindings, type Finding, type Rule } from '../core/reading/rule';
import { toViolation, type Violation } from '../core/reading/violation';
import { type Waiver } from '../core/waivers/waiver';
import { fingerprintOf } from './baseline';
import { withoutExcepted, type ExceptionRules, type Judged } from './excepted';
import { configOf, type PackConfig } from './pack-config';
import { rules } from './rules';
import { exceptions, exceptionSettings } from './rules/pipeline/exceptions';

/** By what files are judged. */
export interface CheckRules {
  /** A checked one. */
  readonly config: PackConfig;
  readonly waivers: readonly Waiver[];
  /** In UTC: `2026-03-31`. */
  readonly today: string;
}

/** What a file violates, what of it is excepted, and what is wrong with the exceptions in it. */
export function judgeFile(file: CheckedFile, check: CheckRules): Judged {
  return withoutExcepted(file.text, violationsOf(file, check), exceptionRules(check));
}

/** Tells which findings of a rule an exception of a file covers. */
export function exceptedIn(
  { path, text }: Pick<CheckedFile, 'path' | 'text'>,
  {
    rule,
    repository,
    check,
  }: {
    readonly rule: Rule;
    readonly repository?: string;
    readonly check: CheckRules;
  },
): (finding: Finding) => boolean {
  const { level } = configOf(rule, check.config);
  const where = { file: path, ...(repository === undefined ? {} : { repository }) };
  return (finding) => {
    const violation = { ...toViolation(rule, finding, where), level };
    return withoutExcepted(text, [violation], exceptionRules(check)).excepted.length > 0;
  };
}

/** What a configuration says of exceptions. */
export function exceptionRules({ config, waivers, today }: CheckRules): ExceptionRules {
  return { ...settingsFor(config), waivers, today };
}

const settingsFor = perObject(
  (config: PackConfig): Pick<ExceptionRules, 'settings' | 'names' | 'disabled'> => ({
    settings: exceptionSettings.parse(configOf(exceptions, config).settings),
    names: rules.map(({ name }) => name),
    disabled: new Set(
      rules.filter((rule) => configOf(rule, config).level === 'disabled').map(({ name }) => name),
    ),
  }),
);

/** What a file violates, whatever is excepted. */
export function violationsOf(
  file: CheckedFile,
  { config, today }: Pick<CheckRules, 'config' | 'today'>,
): readonly Violation[] {
  return enabled(config).flatMap(({ rule, level, settings }) => {
    const due = dueFindings(findingsOf(rule, file, settings), today);
    return due.map((finding) => placed(rule, finding, { file, level }));
  });
}

/** The rules that a configuration does not disable, with their level and settings. */
export const enabled = perObject((config: PackConfig) =>
  rules.flatMap((rule) => {
    const { level, settings } = configOf(rule, config);
    return level === 'disabled' ? [] : [{ rule, level, settings }];
  }),
);

function findingsOf(rule: Rule, file: CheckedFile, settings: unknown): readonly Finding[] {
  const { path, text, workflow } = file;
  switch (rule.scope) {
    case 'file':
      return looksAt(rule, path) ? rule.check({ path, text }, settings) : [];
    case 'workflow':
      return workflow === undefined ? [] : rule.check(workflow, settings);
    case 'resource':
      return rule.checkFile?.({ path, text }) ?? [];
    case 'stack':
      return [];
  }
}

/** A finding as a violation, with what the text of its line tells. */
export function placed(
  rule: Rule,
  finding: Finding,
  { file, level }: { readonly file: CheckedFile; readonly level: string },
): Violation {
  const violation = { ...toViolation(rule, finding, { file: file.path }), level };
  const { line, column = 1 } = violation;
  // Of a finding in another file the text is not at hand.
  const isOwn = violation.file === file.path;
  const text = line === undefined || !isOwn ? '' : (linesOf(file)[line - 1] ?? '').trimEnd();
  return {
    ...violation,
    ...(text.length >= column && line !== undefined ? { endColumn: text.length + 1 } : {}),
    fingerprint: fingerprintOf(violation, text),
  };
}

const linesOf = perObject(({ text }: CheckedFile) => text.split('\n'));
