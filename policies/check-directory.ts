import { readFilesOfCommit, type CheckedFile } from '../core/reading/checked-files';
import {
  isActionPath,
  isUnreadable,
  isWorkflowPath,
  readWorkflow,
} from '../core/reading/read-workflow';
import { repairedText } from '../core/reading/repair';
import { type Violation } from '../core/reading/violation';
import { type WorkflowElsewhere } from '../core/reading/workflow-elsewhere';
import { dayOf } from '../core/waivers/expiry';
import { type Excepted } from './excepted';
import { findFiles, type FoundFile, type FoundTree } from './find-files';
import { exceptedIn, judgeFile, placed, violationsOf, type CheckRules } from './judge-file';
import { checkConfig, configOf, type PackConfig } from './pack-config';
import { rules } from './rules';
import { exceptions } from './rules/pipeline/exceptions';

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

/**
 * Checks files that belong together.
 *
 * @param elsewhere workflows of other repositories that these call. Default: none is known.
 */
export function checkTree(
  { files }: FoundTree,
  check: CheckRules,
  elsewhere?: WorkflowElsewhere,
): Checked {
  const shownAs = new Map(files.map(({ path, shown }) => [path, shown]));
  const context = new Set(files.flatMap(({ path, isContext }) => (isContext ? [path] : [])));
  const checked = readFilesOfCommit(files, elsewhere)
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

function withExceptions(file: CheckedFile, check: CheckRules): Checked {
  const { violations, excepted, faults } = judgeFile(file, check);
  const { level } = configOf(exceptions, check.config);
  const found = level === 'disabled' ? [] : faults;
  return {
    excepted,
    violations: [
      ...violations,
      ...found.map((fault) => placed(exceptions, fault, { file, level })),
    ],
  };
}

/** A file, before and after its findings were fixed as far as rules can. */
export interface FixedFile extends FoundFile {
  readonly after: string;
  /** Names of the rules that fixed something. */
  readonly rules: readonly string[];
}

/** What the repairs of the rules that are not disabled change, where no exception covers it. Nothing is written. */
export function fixTree({ files }: FoundTree, check: CheckRules): readonly FixedFile[] {
  return files.flatMap((file) => {
    if (file.isContext || !(isWorkflowPath(file.path) || isActionPath(file.path))) return [];
    let after = file.text;
    const fixing = rules.filter((rule) => {
      if (rule.scope !== 'workflow') return false;
      const { level, settings } = configOf(rule, check.config);
      const workflow = readWorkflow(file.path, after);
      if (level === 'disabled' || isUnreadable(workflow)) return false;
      const isLeft = exceptedIn({ path: file.path, text: after }, { rule, check });
      const fixed = repairedText(rule, workflow, settings, isLeft);
      after = fixed ?? after;
      return fixed !== undefined;
    });
    return after === file.text ? [] : [{ ...file, after, rules: fixing.map(({ name }) => name) }];
  });
}
