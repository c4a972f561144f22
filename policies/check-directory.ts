import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { isUnreadable, readWorkflow } from '../core/reading/read-workflow';
import { repairedText } from '../core/reading/repair';
import { dueFindings, type Rule } from '../core/reading/rule';
import { settingsOf } from '../core/reading/settings-of';
import { toViolation, type Violation } from '../core/reading/violation';
import { dayOf } from '../core/waivers/expiry';
import { rules } from './rules';

/** Settings of a rule, or its level alone, as in a file for `--policy-pack-config`. */
export type PackConfig = Readonly<Record<string, unknown>>;

const WORKFLOWS = '.github/workflows';

/**
 * Checks the workflow files of a repository's working copy with every rule that looks at files. A folder that holds
 * workflow files directly is taken too. Throws when there is neither.
 */
export function checkDirectory(directory: string, config: PackConfig = {}): readonly Violation[] {
  checkConfig(config);
  return workflowFiles(directory).flatMap(({ path, text }) => checkFile(path, text, config));
}

/** A workflow file, before and after its findings were fixed as far as rules can. */
export interface FixedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** Names of the rules that fixed something. */
  readonly rules: readonly string[];
}

/** What the repairs of the rules that are not disabled change. Nothing is written. */
export function fixDirectory(directory: string, config: PackConfig = {}): readonly FixedFile[] {
  checkConfig(config);
  return workflowFiles(directory).flatMap(({ path, text: before }) => {
    let after = before;
    const fixing = rules.filter((rule) => {
      if (rule.scope !== 'workflow') return false;
      const { level, settings } = configOf(rule, config);
      const workflow = readWorkflow(path, after);
      if (level === 'disabled' || isUnreadable(workflow)) return false;
      const fixed = repairedText(rule, workflow, settings);
      after = fixed ?? after;
      return fixed !== undefined;
    });
    return after === before ? [] : [{ path, before, after, rules: fixing.map(({ name }) => name) }];
  });
}

/** Path of a workflow file in a directory that is checked. */
export function fileIn(directory: string, path: string): string {
  return join(folderOf(directory), basename(path));
}

/** Checks the text of one workflow file. */
export function checkFile(
  path: string,
  text: string,
  config: PackConfig = {},
): readonly Violation[] {
  const workflow = readWorkflow(path, text);
  return rules.flatMap((rule) => {
    const { level, settings } = configOf(rule, config);
    if (level === 'disabled') return [];
    const found =
      rule.scope === 'file'
        ? rule.check({ path, text }, settings)
        : rule.scope === 'workflow' && !isUnreadable(workflow)
          ? rule.check(workflow, settings)
          : [];
    const due = dueFindings(found, dayOf(new Date().toISOString()));
    return due.map((finding) => ({ ...toViolation(rule, finding, { file: path }), level }));
  });
}

const LEVELS = ['advisory', 'mandatory', 'remediate', 'disabled'];

/** A misspelt name or level would switch nothing on or off, and no one would notice. Throws all of them at once. */
function checkConfig(config: PackConfig): void {
  const names = rules.map(({ name }) => name);
  const problems = Object.entries(config).flatMap(([name, value]) => {
    const level =
      typeof value === 'string'
        ? value
        : (value as Readonly<Record<string, unknown>> | null)?.['enforcementLevel'];
    return [
      ...(name === 'all' || names.includes(name)
        ? []
        : [`${name}: not a policy; the nearest name is ${closest(name, names)}`]),
      ...(level === undefined || (typeof level === 'string' && LEVELS.includes(level))
        ? []
        : [`${name}: found level ${JSON.stringify(level)}; allowed: ${LEVELS.join(', ')}`]),
      ...rules.flatMap((rule) => {
        if (rule.name !== name) return [];
        try {
          configOf(rule, config);
          return [];
        } catch (error) {
          return [error instanceof Error ? error.message : String(error)];
        }
      }),
    ];
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

function configOf(
  rule: Rule,
  config: PackConfig,
): { readonly level: string; readonly settings: unknown } {
  const fallback = typeof config['all'] === 'string' ? config['all'] : (rule.level ?? 'mandatory');
  const own = config[rule.name];
  if (typeof own === 'string') return { level: own, settings: settingsOf(rule, {}) };
  const { enforcementLevel, ...settings } = (own ?? {}) as Readonly<Record<string, unknown>>;
  const level = typeof enforcementLevel === 'string' ? enforcementLevel : fallback;
  return { level, settings: settingsOf(rule, settings) };
}

function workflowFiles(
  directory: string,
): readonly { readonly path: string; readonly text: string }[] {
  const folder = folderOf(directory);
  const names = namesIn(folder);
  if (names.length === 0)
    throw new Error(
      `${directory}: no workflow files found; give a working copy with ${WORKFLOWS}, or a folder named workflows`,
    );
  return names
    .filter((name) => whyUnreadable(folder, name) === undefined)
    .map((name) => ({
      path: `${WORKFLOWS}/${name}`,
      text: readFileSync(join(folder, name), 'utf8'),
    }));
}

/** A folder without the usual one in it counts only when it is named like it: any YAML file would do otherwise. */
function folderOf(directory: string): string {
  return basename(resolve(directory)) === 'workflows' ? directory : join(directory, WORKFLOWS);
}

/** A name that ends like a workflow file's, and is none that can be read. */
export interface PassedOver {
  readonly path: string;
  readonly why: string;
}

/** What a directory holds that looks like a workflow file and is none: GitHub reads only files. */
export function passedOver(directory: string): readonly PassedOver[] {
  const folder = folderOf(directory);
  return namesIn(folder).flatMap((name) => {
    const why = whyUnreadable(folder, name);
    return why === undefined ? [] : [{ path: `${WORKFLOWS}/${name}`, why }];
  });
}

function whyUnreadable(folder: string, name: string): string | undefined {
  const file = join(folder, name);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return 'a link to a file that does not exist';
  if (!found.isFile()) return found.isDirectory() ? 'a directory' : 'not a regular file';
  const isOutside = relative(realpathSync(folder), realpathSync(file)).startsWith('..');
  return isOutside && lstatSync(file).isSymbolicLink() ? 'a link to a file elsewhere' : undefined;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/i.test(name))
      .sort();
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      (error.code === 'ENOENT' || error.code === 'ENOTDIR')
    )
      return [];
    throw error;
  }
}
