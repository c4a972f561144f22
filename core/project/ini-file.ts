/** Sections of a file such as setup.cfg or tox.ini, each with its keys in lower case. */
export type IniFile = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads what Python's configparser reads. A value goes on in the lines that are indented; a line that is neither a
 * section, a key nor a continuation is left out, as it is for the tool that owns the file to complain.
 */
export function parseIni(text: string): IniFile {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let key: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*[#;]/.test(line)) continue;
    if (/^\s/.test(line)) {
      if (section !== undefined && key !== undefined)
        section.set(key, `${section.get(key) ?? ''}\n${line.trim()}`);
      continue;
    }
    const header = /^\[([^\]]*)\]/.exec(line)?.[1]?.trim();
    if (header !== undefined) {
      section = sections.get(header) ?? new Map<string, string>();
      sections.set(header, section);
      key = undefined;
      continue;
    }
    const separator = line.search(/[=:]/);
    if (section === undefined || separator < 1) {
      if (line !== '') key = undefined;
      continue;
    }
    key = line.slice(0, separator).trim().toLowerCase();
    section.set(key, line.slice(separator + 1).trim());
  }
  return sections;
}

/** A value of a section without the blanks around it; undefined when it is missing or empty. */
export function iniValue(file: IniFile, section: string, key: string): string | undefined {
  const value = file.get(section)?.get(key)?.trim();
  return value === '' ? undefined : value;
}

/** The lines of a value, without those that are empty or comments. */
export const iniLines = (value: string | undefined): readonly string[] =>
  (value ?? '')
    .split('\n')
    .map((line) => line.replace(/\s#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** A value that is a list: by lines or by commas. */
export const iniList = (value: string | undefined): readonly string[] =>
  iniLines(value).flatMap((line) =>
    line
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );
