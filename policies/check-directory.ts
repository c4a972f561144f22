import { looksAt, readFilesOfCommit, type CheckedFile } from '../core/reading/checked-files';
import { perObject } from '../core/reading/memo';
import {
  isActionPath,
  isUnreadable,
  isWorkflowPath,
  readWorkflow,
} from '../core/reading/read-workflow';
import { repairedText } from '../core/reading/repair';
import { dueFindings, type Finding, type Rule } from '../core/reading/rule';
import { toViolation, type Violation } from '../core/reading/violation';
import { dayOf } from '../core/waivers/expiry';
import { type Waiver } from '../core/waivers/waiver';
import { fingerprintOf } from './baseline';
import { withoutExcepted, type Excepted } from './excepted';
import { findFiles, type FoundFile, type FoundTree } from './find-files';
import { checkConfig, configOf, type PackConfig } from './pack-config';
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

/** What a check of files found, and what an exception excuses of it. */
export interface Checked {
  readonly violations: readonly Violation[];
  readonly excepted: readonly Excepted[];
}

/**
 * Checks the workflow files and composite actions of a repository's working copy with every rule that looks at files, and
 * heeds the exceptions in them. Throws when there is nothing to check.
 */
export function checkDirectory(directory: string, config: PackConfig = {}): readonly Violation[] {
  checkConfig(config);
  const today = dayOf(new Date().toISOString());
  return checkTree(findFiles(directory), { config, waivers: [], today }).violations;
}

/** Checks files that belong together. */
export function checkTree({ files }: FoundTree, check: CheckRules): Checked {
  const shownAs = new Map(files.map(({ path, shown }) => [path, shown]));
  const context = new Set(files.flatMap(({ path, isContext }) => (isContext ? [path] : [])));
  const checked = readFilesOfCommit(files)
    .filter(({ path }) => !context.has(path))
    .map((file) => withExceptions(file, check));
  const shown = (item: Violation): Violation => ({
    ...item,
    file: shownAs.get(item.file ?? '') ?? item.file ?? '',
  });
  return {
    violations: checked.flatMap(({ violations }) => violations.map(shown)),
    excepted: checked.flatMap(({ excepted }) =>
      excepted.map((item) => ({ ...item, violation: shown(item.violation) })),
    ),
  };
}

/** Checks the text of one file, and heeds no exceptions. */
export function checkFile(
  path: string,
  text: string,
  config: PackConfig = {},
): readonly Violation[] {
  return readFilesOfCommit([{ path, text }]).flatMap((file) =>
    violationsOf(file, { config, today: dayOf(new Date().toISOString()) }),
  );
}

function withExceptions(file: CheckedFile, { config, waivers, today }: CheckRules): Checked {
  const found = violationsOf(file, { config, today });
  const { level, settings } = configOf(exceptions, config);
  const judged = withoutExcepted(file.text, found, {
    settings: exceptionSettings.parse(settings),
    waivers,
    today,
    names: rules.map(({ name }) => name),
    disabled: new Set(
      rules.filter((rule) => configOf(rule, config).level === 'disabled').map(({ name }) => name),
    ),
  });
  const faults = level === 'disabled' ? [] : judged.faults;
  return {
    ...judged,
    violations: [
      ...judged.violations,
      ...faults.map((fault) => placed(exceptions, fault, { file, level })),
    ],
  };
}

function violationsOf(
  file: CheckedFile,
  { config, today }: Pick<CheckRules, 'config' | 'today'>,
): readonly Violation[] {
  const { path, text, workflow } = file;
  return rules.flatMap((rule) => {
    const { level, settings } = configOf(rule, config);
    if (level === 'disabled') return [];
    const found =
      rule.scope === 'file'
        ? looksAt(rule, path)
          ? rule.check({ path, text }, settings)
          : []
        : rule.scope === 'resource'
          ? (rule.checkFile?.({ path, text }) ?? [])
          : rule.scope === 'workflow' && workflow !== undefined
            ? rule.check(workflow, settings)
            : [];
    const due = dueFindings(found, today);
    return due.map((finding) => placed(rule, finding, { file, level }));
  });
}

/** A finding as a violation, with what the text of its line tells. */
function placed(
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

/** A file, before and after its findings were fixed as far as rules can. */
export interface FixedFile extends FoundFile {
  readonly after: string;
  /** Names of the rules that fixed something. */
  readonly rules: readonly string[];
}

/** What the repairs of the rules that are not disabled change. Nothing is written. */
export function fixTree({ files }: FoundTree, config: PackConfig): readonly FixedFile[] {
  return files.flatMap((file) => {
    if (file.isContext || !(isWorkflowPath(file.path) || isActionPath(file.path))) return [];
    let after = file.text;
    const fixing = rules.filter((rule) => {
      if (rule.scope !== 'workflow') return false;
      const { level, settings } = configOf(rule, config);
      const workflow = readWorkflow(file.path, after);
      if (level === 'disabled' || isUnreadable(workflow)) return false;
      const fixed = repairedText(rule, workflow, settings);
      after = fixed ?? after;
      return fixed !== undefined;
    });
    return after === file.text ? [] : [{ ...file, after, rules: fixing.map(({ name }) => name) }];
  });
}
