import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { renderPipeline } from '../../../core/pipeline';
import { builtAction, runStep } from '../../runtime/action/action-process';
import { variantSettings } from '../../support/pipeline-variants';
import { scratchDirectory } from '../../support/scratch';
import { projectRoot, runProgram } from '../../support/tools';

/* The steps of publish.yml that ask GitHub for releases, run by bash in their order, with `gh` over a directory. */

const scratch = scratchDirectory('publish-steps');
const checkout = path.join(scratch, 'checkout');
const releases = path.join(scratch, 'releases');
const bin = path.join(scratch, 'bin');

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

const publish = renderPipeline(variantSettings('publish')).files.find(
  (file) => file.path === '.github/workflows/publish.yml',
);
const { jobs } = parse(publish?.content ?? '') as {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
};
const stepCalled = (name: string): Step => {
  const step = jobs['sbom']?.steps.find((one) => one.name === name);
  if (step === undefined) throw new Error(`no step ${name}`);
  return step;
};

const bill = (...packages: readonly (readonly [name: string, version: string])[]): string =>
  JSON.stringify({
    ...{ bomFormat: 'CycloneDX', specVersion: '1.6' },
    metadata: { component: { 'bom-ref': 'root', type: 'application', name: 'orders' } },
    components: packages.map(([name, version]) => ({
      ...{ 'bom-ref': name, type: 'library', name, version },
      purl: `pkg:pypi/${name}@${version}`,
    })),
  });

interface Release {
  readonly published?: string;
  readonly bill?: string;
  readonly isDraft?: boolean;
  readonly isImmutable?: boolean;
}

/** Makes the releases anew; each was created in the order in which it stands here. */
function releasesAre(all: Readonly<Record<string, Release>>): void {
  rmSync(releases, { recursive: true, force: true });
  for (const [index, [tag, { published = null, bill: text, ...more }]] of Object.entries(
    all,
  ).entries()) {
    mkdirSync(path.join(releases, tag, 'assets'), { recursive: true });
    const createdAt = new Date(Date.UTC(2026, 0, 1 + index)).toISOString();
    writeFileSync(
      path.join(releases, tag, 'release.json'),
      JSON.stringify({ createdAt, publishedAt: published, isDraft: false, ...more }),
    );
    if (text !== undefined)
      writeFileSync(path.join(releases, tag, 'assets', 'sbom.cdx.json'), text);
  }
}

const assetOf = (tag: string, name: string): string | undefined => {
  const file = path.join(releases, tag, 'assets', name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

beforeAll(() => {
  mkdirSync(bin);
  const program = path.join(projectRoot, 'tests', 'support', 'gh-releases.ts');
  const tsx = path.join(projectRoot, 'node_modules', '.bin', 'tsx');
  writeFileSync(path.join(bin, 'gh'), `#!/bin/sh\nexec '${tsx}' '${program}' "$@"\n`);
  chmodSync(path.join(bin, 'gh'), 0o755);
});
beforeEach(() => {
  rmSync(checkout, { recursive: true, force: true });
  mkdirSync(path.join(checkout, 'dist'), { recursive: true });
});

/** Expressions as they are in a run for the release v2. */
const expressions: Readonly<Record<string, string>> = {
  '${{ github.token }}': 'ghs_x',
  '${{ github.repository }}': 'acme/orders',
  '${{ github.event.release.tag_name }}': 'v2',
  '${{ github.event.release.published_at }}': '2026-03-01T09:00:00Z',
};

function bash({ run = '', env = {} }: Step) {
  const known = Object.entries(env).map(([name, value]) => {
    const filled = value.startsWith('${{') ? expressions[value] : value;
    if (filled === undefined) throw new Error(`${name}: ${value} is not known here`);
    return [name, filled];
  });
  const file = path.join(scratch, 'step.sh');
  writeFileSync(file, run);
  return runProgram('bash', ['--noprofile', '--norc', '-eo', 'pipefail', file], {
    cwd: checkout,
    env: {
      ...Object.fromEntries(known),
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      GH_RELEASES: releases,
      GITHUB_ACTIONS: 'true',
    },
  });
}

/** The steps of the job after the packages are there; what the last one printed, and the changes that were written. */
async function attach(current: string) {
  const compare = stepCalled('Compare with the former release');
  writeFileSync(path.join(checkout, compare.with?.['bill'] ?? ''), current);
  const fetched = bash(stepCalled('Fetch the bill of the former release'));
  expect(fetched).toMatchObject({ status: 0 });
  const compared = await runStep(builtAction, { cwd: checkout, inputs: compare.with ?? {} });
  expect(compared.code).toBe(0);
  const attached = bash(stepCalled('Attach to the release'));
  const changes = path.join(checkout, compare.with?.['changes'] ?? '');
  return { fetched, attached, changes: readFileSync(changes, 'utf8') };
}

test('the bills and what changed since the newest earlier release that has a bill are attached', async () => {
  releasesAre({
    v1: { published: '2026-01-01T09:00:00Z', bill: bill(['flask', '3.0'], ['older', '1']) },
    'v1.5': { published: '2026-02-01T09:00:00Z', bill: bill(['flask', '3.0'], ['gone', '1']) },
    'v1.6': { published: '2026-02-20T09:00:00Z' },
    v2: { published: '2026-03-01T09:00:00Z', bill: bill(['of', 'a first attempt']) },
    v3: { published: '2026-04-01T09:00:00Z', bill: bill(['later', '1']) },
    draft: { isDraft: true, bill: bill(['draft', '1']) },
  });
  const current = bill(['flask', '3.1'], ['new', '1']);
  const { fetched, attached, changes } = await attach(current);
  expect(fetched.stderr).toBe('no assets match the file pattern\n');
  for (const name of ['flask', 'new', 'gone']) expect(changes).toContain(name);
  for (const name of ['older', 'later', 'draft', 'first attempt'])
    expect(changes).not.toContain(name);
  expect(attached).toMatchObject({ status: 0, stdout: '' });
  // A run that is repeated replaces what the first attempt attached.
  expect(assetOf('v2', 'sbom.cdx.json')).toBe(current);
  expect(JSON.parse(assetOf('v2', 'sbom.spdx.json') ?? '')).toMatchObject({
    spdxVersion: 'SPDX-2.3',
  });
  expect(assetOf('v2', 'sbom-changes.md')).toBe(changes);
});

test.each<[string, Readonly<Record<string, Release>>]>([
  ['the first release', {}],
  ['releases without a bill', { v1: { published: '2026-01-01T09:00:00Z' } }],
])(
  '%s: the bills are attached, and it is said that there is nothing to compare with',
  async (_name, earlier) => {
    releasesAre({ ...earlier, v2: { published: '2026-03-01T09:00:00Z' } });
    const { attached, changes } = await attach(bill(['flask', '3.1']));
    expect(attached.status).toBe(0);
    expect(changes).not.toContain('flask');
    expect(assetOf('v2', 'sbom-changes.md')).toBe(changes);
  },
);

test('a release that takes no more files is a warning, and the job goes on', async () => {
  releasesAre({ v2: { published: '2026-03-01T09:00:00Z', isImmutable: true } });
  const { attached } = await attach(bill(['flask', '3.1']));
  expect(attached.status).toBe(0);
  expect(attached.stderr).toContain('immutable');
  expect(attached.stdout).toContain(
    '::warning title=Bill of materials::the bills could not be attached to the release',
  );
  expect(assetOf('v2', 'sbom.cdx.json')).toBeUndefined();
});

test('an error of the list of releases fails the step, which would otherwise compare with nothing', () => {
  rmSync(releases, { recursive: true, force: true });
  expect(bash(stepCalled('Fetch the bill of the former release')).status).not.toBe(0);
});
