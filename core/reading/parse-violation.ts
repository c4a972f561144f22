/** What {@link formatViolation} wrote, taken apart again. */
export interface ViolationText {
  readonly repository?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  readonly fix?: string;
  readonly setting?: string;
}

const FIX = '; fix: ';
const SETTING = '; config key: ';
/** A workflow file with its position, or a branch, with the repository before it. */
const PLACE =
  /^(?:(\S+) )?((?:\.github\/\S+?|\S+?\.ya?ml)|branch \S+?)(?::(\d+)(?::(\d+))?)? (?=\S)/;

/**
 * Takes the line of a violation apart. An engine hands a policy's finding on as one text, so this is all a report has to
 * go by. Text of another pack comes back as the message alone, and so does a repository that no file follows.
 */
export function parseViolation(text: string): ViolationText {
  const settingAt = text.lastIndexOf(SETTING);
  const fixAt = text.lastIndexOf(FIX, settingAt === -1 ? undefined : settingAt);
  if (fixAt === -1) return { message: text };
  const place = PLACE.exec(text.slice(0, fixAt));
  const [matched = '', repository, file, line, column] = place ?? [];
  return {
    ...(repository === undefined ? {} : { repository }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(column === undefined ? {} : { column: Number(column) }),
    message: text.slice(matched.length, fixAt),
    fix: text.slice(fixAt + FIX.length, settingAt === -1 ? undefined : settingAt),
    ...(settingAt === -1 ? {} : { setting: text.slice(settingAt + SETTING.length) }),
  };
}
