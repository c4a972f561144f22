import { knownTypeTools, lintTools } from '../tools';
import { type KnownTool } from '../tools/check-tool';
import { isSamePlace } from './chosen-environments';
import { fact, type Fact } from './fact';
import { type FoundCommand } from './found-commands';
import { type Hook } from './pre-commit';
import {
  parseRequirement,
  parseRequirements,
  type Requirement,
  requirementText,
} from './requirement';
import { installedFiles, type ReadRequirements } from './requirements-files';
import { isPluginOf } from './tool-names';
import { type ToolFacts } from './tool-facts';

/** What shows how the project runs its linter and its type checker. */
interface Runs {
  readonly tools: Pick<ToolFacts, 'lint' | 'types' | 'versions'>;
  readonly commands: readonly FoundCommand[];
  readonly hooks: readonly Hook[];
  readonly requirements: readonly ReadRequirements[];
}

interface Found {
  readonly requirement: Requirement;
  readonly reason: string;
}

/**
 * Requirements that the linter and the type checker are run with today, and that nothing else installs: plugins, without which
 * a linter ignores its configuration or reports other findings, and stubs. Plugins come with the linter itself, so that all are
 * of versions that fit together.
 *
 * @param present normalised names of what is installed anyhow.
 */
export function toolAdditions(runs: Runs, present: ReadonlySet<string>): readonly Fact<string>[] {
  const [linter] = runs.tools.lint.value;
  const [typeChecker] = runs.tools.types.value;
  const plugins = linter === undefined ? [] : pluginsOf(runs, linter, lintTools[linter]);
  const stubs = typeChecker === undefined ? [] : ofHooks(runs, knownTypeTools[typeChecker]);
  const found = new Map<string, Fact<string>>();
  for (const { requirement, reason } of [...plugins, ...stubs])
    if (!present.has(requirement.name) && !found.has(requirement.name))
      found.set(requirement.name, fact(requirementText(requirement), reason));
  return [...found.values()];
}

function pluginsOf(runs: Runs, linter: keyof typeof lintTools, tool: KnownTool): readonly Found[] {
  const beside = ofCommands(runs, linter);
  const plugins = [
    ...beside.filter(({ requirement }) => isPluginOf(tool, requirement.name)),
    ...ofHooks(runs, tool),
  ];
  const [first] = plugins;
  if (first === undefined) return [];
  const itself = beside.find(({ requirement }) => requirement.name === tool.program);
  const version = runs.tools.versions[linter]?.value;
  const pinned = version?.from === 'pre-commit' ? `==${version.version}` : '';
  const requirement = parseRequirement(`${tool.program}${pinned}`);
  return requirement === undefined
    ? plugins
    : [itself ?? { requirement, reason: first.reason }, ...plugins];
}

/** What is installed where commands run a linter. */
function ofCommands({ commands, requirements }: Runs, linter: string): readonly Found[] {
  const running = commands.filter(({ checks }) =>
    checks.some(({ kind, tool }) => kind === 'lint' && tool === linter),
  );
  return commands
    .filter((one) => one.install !== undefined && running.some((run) => isSamePlace(one, run)))
    .flatMap((one) => {
      const files = installedFiles([one]).map(({ path }) => path);
      const inFiles = requirements
        .filter(({ path }) => files.includes(path))
        .flatMap(({ text }) => text.requirements);
      return [...parseRequirements(one.install?.requirements ?? []), ...inFiles].map(
        (requirement) => ({ requirement, reason: one.reason }),
      );
    });
}

/** What hooks of pre-commit bring for a tool. */
const ofHooks = ({ hooks }: Runs, { hooks: ids }: KnownTool): readonly Found[] =>
  hooks
    .filter(({ id }) => ids.includes(id))
    .flatMap(({ id, additions }) =>
      parseRequirements(additions).map((requirement) => ({
        requirement,
        reason: `the hook ${id}`,
      })),
    );
