import { readFilesOfCommit, type CheckedFile } from '../core/reading/checked-files';
import { isUnreadable, readWorkflow } from '../core/reading/read-workflow';
import { repairedText } from '../core/reading/repair';
import { toViolation, type Violation } from '../core/reading/violation';
import { findFiles, type FoundFile, type FoundTree } from './find-files';
import { checkConfig, configOf, type PackConfig } from './pack-config';
import { rules } from './rules';

/**
 * Checks the workflow files and composite actions of a repository's working copy with every rule that looks at files. A
 * folder named `workflows`, or one file, is taken too. Throws when there is nothing to check.
 */
export function checkDirectory(directory: string, config: PackConfig = {}): readonly Violation[] {
  checkConfig(config);
  return checkTree(findFiles(directory), config);
}

/** Checks files that belong together. The configuration must be a checked one. */
export function checkTree({ files }: FoundTree, config: PackConfig): readonly Violation[] {
  const shownAs = new Map(files.map(({ path, shown }) => [path, shown]));
  const context = new Set(files.flatMap(({ path, isContext }) => (isContext ? [path] : [])));
  return readFilesOfCommit(files)
    .filter(({ path }) => !context.has(path))
    .flatMap((file) => violationsOf(file, config))
    .map((item) => ({ ...item, file: shownAs.get(item.file ?? '') ?? item.file ?? '' }));
}

/** Checks the text of one file. */
export function checkFile(
  path: string,
  text: string,
  config: PackConfig = {},
): readonly Violation[] {
  return readFilesOfCommit([{ path, text }]).flatMap((file) => violationsOf(file, config));
}

function violationsOf(
  { path, text, workflow }: CheckedFile,
  config: PackConfig,
): readonly Violation[] {
  return rules.flatMap((rule) => {
    const { level, settings } = configOf(rule, config);
    if (level === 'disabled') return [];
    const found =
      rule.scope === 'file'
        ? rule.check({ path, text }, settings)
        : rule.scope === 'workflow' && workflow !== undefined
          ? rule.check(workflow, settings)
          : [];
    return found.map((finding) => ({ ...toViolation(rule, finding, { file: path }), level }));
  });
}

/** A file, before and after its findings were fixed as far as rules can. */
export interface FixedFile extends FoundFile {
  readonly after: string;
  /** Names of the rules that fixed something. */
  readonly rules: readonly string[];
}

/** What the repairs of the rules that are not disabled change. Nothing is written. */
export function fixTree({ files }: FoundTree, config: PackConfig): readonly FixedFile[] {
  return files.flatMap((file) => {
    if (file.isContext) return [];
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
