import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { agreement } from '../policies/fixtures/agreement';
import { type ZizmorFinding } from '../tests/support/linters';

/** Places by audit, as `file:line`. */
export type Places = ReadonlyMap<string, ReadonlySet<string>>;

/** Another tool that looks at workflows. */
export interface Peer {
  /** What it calls its audits, and the rules of ours that are about the same. */
  readonly audits: Readonly<Record<string, readonly string[]>>;
  /** What it reports of the workflows of a folder. @throws where it is not there, or reports nothing that can be read. */
  readonly places: (folder: string, workflows: readonly string[]) => Places;
}

/** A program of the pinned tools, or one that an environment variable of its name in capitals names. */
const program = (name: string): string => {
  const file = process.env[name.toUpperCase()] ?? resolve(__dirname, '..', '.tools', 'bin', name);
  if (!existsSync(file))
    throw new Error(`${file} is not there: run make tools, or name it in ${name.toUpperCase()}`);
  return file;
};

export function addPlace(places: Map<string, Set<string>>, audit: string, place: string): void {
  const known = places.get(audit) ?? new Set();
  places.set(audit, known.add(place));
}

/** https://docs.zizmor.sh, at its pedantic level and without network. */
const zizmor: Peer = {
  audits: Object.fromEntries(Object.entries(agreement).map(([audit, { rules }]) => [audit, rules])),
  places: (folder) => {
    const options = ['--persona=pedantic', '--offline', '--no-progress', '--no-config', '--quiet'];
    const { stdout, stderr, error } = spawnSync(
      program('zizmor'),
      [...options, '--format=json-v1', folder],
      { encoding: 'utf8', maxBuffer: 2 ** 29 },
    );
    if (error !== undefined) throw error;
    if (stdout === '') throw new Error(`zizmor found nothing to read: ${stderr}`);
    const places = new Map<string, Set<string>>();
    for (const { ident, locations } of JSON.parse(stdout) as readonly ZizmorFinding[]) {
      const primary = locations.find(({ symbolic }) => symbolic.kind === 'Primary') ?? locations[0];
      const file = primary?.symbolic.key.Local?.verbatim_path;
      if (primary === undefined || file === undefined) continue;
      const line = primary.concrete.location.start_point.row + 1;
      addPlace(places, ident, `${relative(folder, resolve(file))}:${line}`);
    }
    return places;
  },
};

const actionlintError = z.object({
  line: z.number(),
  kind: z.string(),
  message: z.string(),
});

/** Of its kinds only some messages are about what a policy is about; the rest is what GitHub's own parser is asked for. */
const actionlintAudits: readonly (readonly [audit: string, kind: string, message: RegExp])[] = [
  ['untrusted input', 'expression', /potentially untrusted/],
  ['old runner of an action', 'action', /is too old to run/],
  ['unknown runner label', 'runner-label', /is unknown/],
  ['condition that is constant', 'if-cond', /./],
  ['password of a container', 'credentials', /./],
  ['YAML or keys', 'syntax-check', /./],
];

/** https://github.com/rhysd/actionlint, without shellcheck and pyflakes. */
const actionlint: Peer = {
  audits: {
    'untrusted input': ['template-injection'],
    'old runner of an action': ['action-runtimes'],
    'unknown runner label': ['retired-runners'],
    'condition that is constant': ['unsound-conditions'],
    'password of a container': ['container-credentials'],
    'YAML or keys': ['workflow-readable'],
  },
  places: (folder, workflows) => {
    const args = ['-shellcheck=', '-pyflakes=', '-config-file=/dev/null', '-format={{json .}}'];
    const places = new Map<string, Set<string>>();
    // One process a file: actionlint 1.7.12 crashes on some, and then reports none of the others.
    for (const file of workflows) {
      const { stdout, error } = spawnSync(program('actionlint'), [...args, file], {
        encoding: 'utf8',
        cwd: folder,
      });
      if (error !== undefined) throw error;
      if (stdout === '') console.error(`actionlint cannot read ${file}`);
      else
        for (const found of z.array(actionlintError).parse(JSON.parse(stdout)))
          for (const [audit, kind, about] of actionlintAudits)
            if (found.kind === kind && about.test(found.message))
              addPlace(places, audit, `${file}:${found.line}`);
    }
    return places;
  },
};

/**
 * https://github.com/boostsecurityio/poutine by the findings that its own tests expect of its own inputs: the folder is a clone of
 * it. Its program is not needed, and other folders are refused.
 */
const poutine: Peer = {
  audits: {
    injection: ['template-injection'],
    untrusted_checkout_exec: ['dangerous-triggers'],
    if_always_true: ['unsound-conditions'],
    job_all_secrets: ['overprovisioned-secrets'],
    default_permissions_on_risky_events: ['top-level-permissions'],
    unverified_script_exec: ['pipe-to-shell'],
    pr_runs_on_self_hosted: ['self-hosted-runners'],
  },
  places: (folder, workflows) => {
    const inputs = join('scanner', 'testdata');
    const expectations = readFileSync(join(folder, 'scanner', 'inventory_test.go'), 'utf8');
    const places = new Map<string, Set<string>>();
    for (const [, audit = '', about = ''] of expectations.matchAll(
      /RuleId:\s*"(\w+)",\s*Purl:\s*\S+,\s*Meta: results\.FindingMeta\{([^]*?)\n\t{3}\}/g,
    )) {
      const file = join(inputs, /Path:\s*"([^"]+)"/.exec(about)?.[1] ?? '');
      // Others are about files of other systems.
      if (workflows.includes(file) || /(?:^|\/)action\.ya?ml$/.test(file))
        addPlace(places, audit, `${file}:${/Line:\s*(\d+)/.exec(about)?.[1] ?? '1'}`);
    }
    if (places.size === 0) throw new Error(`${folder} is not a clone of poutine with its tests`);
    return places;
  },
};

/** The tools that our rules are compared with, by name. */
export const peers: Readonly<Record<string, Peer>> = { zizmor, actionlint, poutine };
