import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { isUnreadable, readWorkflow } from '../core/reading/read-workflow';
import { type Rule } from '../core/reading/rule';
import { settingsOf } from '../core/reading/settings-of';
import { toViolation, type Violation } from '../core/reading/violation';
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
    return found.map((finding) => ({ ...toViolation(rule, finding, { file: path }), level }));
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
  // A folder without the usual one in it counts only when it is named like it: any YAML file would do otherwise.
  const folder =
    basename(resolve(directory)) === 'workflows' ? directory : join(directory, WORKFLOWS);
  const names = namesIn(folder);
  if (names.length === 0)
    throw new Error(
      `${directory}: no workflow files found; give a working copy with ${WORKFLOWS}, or a folder named workflows`,
    );
  return names.map((name) => ({
    path: `${WORKFLOWS}/${name}`,
    text: readFileSync(join(folder, name), 'utf8'),
  }));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
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
