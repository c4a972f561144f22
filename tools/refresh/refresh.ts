import { z } from 'zod';
import { pins } from '../../core/pipeline/actions/pins';
import { archivedActions, codeInputs, compromisedActions } from '../../policies/rules/lists';
import { renewedArchived, renewedCodeInputs, renewedCompromised } from './renew-lists';
import { pinChange, withPins, type PinChange } from './renew-pins';
import {
  newestVersion,
  olderReleases,
  toolVersions,
  versionChange,
  withVersions,
  type ToolVersion,
} from './renew-tools';

/** What the refresh reaches of the world. */
export interface RefreshWorld {
  readonly today: string;
  /** The text at an address; throws where there is none, or no network. */
  readonly get: (url: string) => Promise<string>;
  readonly read: (file: string) => string;
  readonly write: (file: string, text: string) => void;
  /** Files that actions are pinned in. */
  readonly pinned: readonly string[];
}

/** What was done, a line each, and whether something could not be read. */
export interface Refreshed {
  readonly lines: readonly string[];
  readonly failed: boolean;
}

const API = 'https://api.github.com';
const ZIZMOR = 'https://raw.githubusercontent.com/zizmorcore/zizmor/main/crates/zizmor/data';

interface List {
  readonly file: string;
  readonly url: string;
  readonly renew: (text: string, today: string) => object;
}

const LISTS: readonly List[] = [
  {
    file: 'policies/data/archived-actions.json',
    url: `${ZIZMOR}/archived-repos.txt`,
    renew: (text, today) => renewedArchived(archivedActions, text, today),
  },
  {
    file: 'policies/data/code-inputs.json',
    url: `${ZIZMOR}/codeql-injection-sinks.json`,
    renew: (text, today) => renewedCodeInputs(codeInputs, JSON.parse(text), today),
  },
  {
    file: 'policies/data/compromised-actions.json',
    url: `${API}/advisories?ecosystem=actions&cwes=506&per_page=100`,
    renew: (text, today) => renewedCompromised(compromisedActions, JSON.parse(text), today),
  },
];

/** Versions of the tools that run in repositories. */
const TOOLS = 'core/tools/versions.json';

/** Lists that no server has in a form to read: people renew them. */
const BY_HAND = ['cache-actions', 'runner-images', 'action-runtimes', 'token-patterns'];

/**
 * Renews the dated lists of the policies, and within their major version the pins of actions and the versions of tools. What
 * cannot be read stays as it is, and is named.
 */
export async function refresh(world: RefreshWorld): Promise<Refreshed> {
  const lines: string[] = [];
  let failed = false;
  const attempt = async (what: string, work: () => Promise<string>): Promise<void> => {
    try {
      lines.push(`${what}: ${await work()}`);
    } catch (error) {
      failed = true;
      lines.push(`${what}: not renewed: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const { file, url, renew } of LISTS)
    await attempt(file, async () => {
      const list = renew(await world.get(url), world.today);
      world.write(file, `${JSON.stringify(list, undefined, 2)}\n`);
      return `renewed from ${url}`;
    });
  const changes: PinChange[] = [];
  for (const pin of onePerRepository())
    await attempt(pin.name, async () => {
      const change = pinChange(pin, await newestRelease(pin.name, world));
      if (change === undefined) return `${pin.version} is the newest release`;
      changes.push(change);
      const to = `${change.to.version} ${change.to.sha}`;
      return change.kind === 'moved'
        ? `moved to ${to}`
        : `${to} is a new major version: look at it`;
    });
  const versions: ToolVersion[] = [];
  const names = Object.keys(toolVersions.packages);
  const looked = new Map<string, Readonly<Record<string, string>>>();
  for (const name of names)
    await attempt(name, async () => {
      const version = toolVersions.packages[name] ?? '';
      const text = await world.get(`${toolVersions.source}${name}/`);
      const newest = newestVersion(text, world.today);
      if (newest === undefined) throw new Error('it has no release that is old enough');
      const change = versionChange(version, newest);
      looked.set(name, olderReleases(text, change === 'moved' ? newest : version, world.today));
      if (change === 'major') return `${newest} is a new major version: look at it`;
      if (change === undefined) return `${version} is the newest release`;
      versions.push({ name, version: newest });
      return `moved to ${newest}`;
    });
  if (looked.size > 0) {
    const { today } = world;
    const list = withVersions(toolVersions, versions, { today, looked });
    world.write(TOOLS, `${JSON.stringify(list, undefined, 2)}\n`);
  }
  for (const file of world.pinned) {
    const before = world.read(file);
    const after = withPins(before, changes);
    if (after !== before) world.write(file, after);
  }
  for (const name of BY_HAND) lines.push(`policies/data/${name}.json: to be looked at by hand`);
  return { lines, failed };
}

function onePerRepository(): readonly { name: string; version: string; sha: string }[] {
  const found = new Map<string, { name: string; version: string; sha: string }>();
  for (const { name, version, sha } of Object.values(pins)) {
    const repository = name.split('/').slice(0, 2).join('/');
    if (!found.has(repository)) found.set(repository, { name: repository, version, sha });
  }
  return [...found.values()];
}

const release = z.object({ tag_name: z.string() });
const commit = z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) });

async function newestRelease(repository: string, { get }: RefreshWorld) {
  const { tag_name: version } = release.parse(
    JSON.parse(await get(`${API}/repos/${repository}/releases/latest`)),
  );
  const { sha } = commit.parse(
    JSON.parse(await get(`${API}/repos/${repository}/commits/${encodeURIComponent(version)}`)),
  );
  return { version, sha };
}
