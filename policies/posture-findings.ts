import { type CheckedText, isCheckedPath, readFilesOfCommit } from '../core/reading/checked-files';
import { type Violation } from '../core/reading/violation';
import { violationsOf } from './judge-file';
import hardening from './presets/hardening.json';
import { rules } from './rules';

/** Rules about security: the others are a matter of reliability, speed or quality. */
const ofSecurity: ReadonlySet<string> = new Set(
  rules.filter(({ security }) => security !== false).map(({ name }) => name),
);

/** Where findings of {@link postureFindings} come from. */
export const postureFindingsSource = 'policy pack, preset hardening';

/**
 * What the pack finds in all workflows and actions of a commit, by its preset `hardening`. Exceptions in the files do not count,
 * for whoever wrote a file wrote them too.
 *
 * @param texts files of the commit; those that no rule looks at are left out.
 * @param today in UTC, such as `2026-03-31`.
 */
export function postureFindings(
  texts: readonly CheckedText[],
  today: string,
): readonly Violation[] {
  return readFilesOfCommit(texts.filter(({ path }) => isCheckedPath(path)))
    .flatMap((file) => violationsOf(file, { config: hardening, today }))
    .filter(({ rule, level }) => level === 'mandatory' && ofSecurity.has(rule));
}
