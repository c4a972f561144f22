import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { type DeploySettings } from '../../../core/config/pipeline-settings';
import { artifactDirectory, verifyArtifact } from '../../../core/pipeline/steps/deployed-artifact';
import { deploymentSummary } from '../../../core/pipeline/steps/deployment-summary';
import { scriptText } from '../../../core/pipeline/steps/script';
import { scratchDirectory } from '../../support/scratch';
import { runProgram } from '../../support/tools';

/* The scripts of deploy.yml, run by bash as GitHub starts it. */

const scratch = scratchDirectory('deployment-scripts');
let places = 0;

/** A directory of a job's own. */
function newPlace(): string {
  places += 1;
  const place = path.join(scratch, String(places));
  mkdirSync(path.join(place, artifactDirectory), { recursive: true });
  return place;
}

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

function runScript(lines: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
  const output = path.join(cwd, 'output');
  writeFileSync(output, '');
  const files = { GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: output };
  const run = runProgram(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', '-c', scriptText(...lines)],
    { cwd, env: { ...files, ...env } },
  );
  return { status: run.status, printed: run.stdout, written: readFileSync(output, 'utf8') };
}

const verify = (kind: DeploySettings['artifact']['kind'], place: string, digest: string) =>
  runScript(verifyArtifact(kind === 'wheel' ? { kind } : { kind, build: ['true'] }), place, {
    DIGEST: digest,
  });

describe('a wheel', () => {
  const wheel = 'orders-1.4.0-py3-none-any.whl';
  const place = (files: Readonly<Record<string, string>>): string => {
    const directory = newPlace();
    for (const [name, text] of Object.entries(files))
      writeFileSync(path.join(directory, artifactDirectory, name), text);
    return directory;
  };

  test('that was built is given to later steps', () => {
    const directory = place({ [wheel]: 'content' });
    expect(verify('wheel', directory, `sha256:${sha256('content')}`)).toMatchObject({
      status: 0,
      written: `path=${path.join(directory, artifactDirectory, wheel)}\n`,
    });
  });

  test.each([
    ['another one', { [wheel]: 'other' }, 'was built'],
    ['none', {}, 'there must be one wheel, and there are 0'],
    [
      'one of two',
      { [wheel]: 'content', 'b.whl': 'content' },
      'there must be one wheel, and there are 2',
    ],
  ])('%s is refused', (_name, files, reason) => {
    const { status, printed, written } = verify(
      'wheel',
      place(files),
      `sha256:${sha256('content')}`,
    );
    expect(status).toBe(1);
    expect(printed).toContain(reason);
    expect(written).toBe('');
  });
});

describe('an image', () => {
  const manifest = '{"layers":[]}';
  const digest = `sha256:${sha256(manifest)}`;
  const layout = (
    blobs: Readonly<Record<string, string>>,
    manifests: readonly string[],
  ): string => {
    const directory = newPlace();
    const root = path.join(directory, artifactDirectory);
    mkdirSync(path.join(root, 'blobs', 'sha256'), { recursive: true });
    for (const [name, text] of Object.entries(blobs))
      writeFileSync(path.join(root, 'blobs', 'sha256', name), text);
    const index = { schemaVersion: 2, manifests: manifests.map((each) => ({ digest: each })) };
    writeFileSync(path.join(root, 'index.json'), JSON.stringify(index));
    return directory;
  };
  const whole = { [sha256(manifest)]: manifest, [sha256('layer')]: 'layer' };

  test('that was built is given to later steps', () => {
    const directory = layout(whole, [digest]);
    expect(verify('oci-layout', directory, digest)).toMatchObject({
      status: 0,
      written: `path=${path.join(directory, artifactDirectory)}\n`,
    });
  });

  test.each([
    ['another one', whole, [digest], `sha256:${'0'.repeat(64)}`],
    ['one whose layer was changed', { ...whole, [sha256('layer')]: 'other' }, [digest], digest],
    ['one with a blob by no digest', { ...whole, README: 'text' }, [digest], digest],
    ['one without its manifest', { [sha256('layer')]: 'layer' }, [digest], digest],
    ['one of two', whole, [digest, digest], digest],
    ['none', whole, [], digest],
    ['one by a path', whole, ['sha256:../../index.json'], 'sha256:../../index.json'],
  ])('%s is refused', (_name, blobs, manifests, wanted) => {
    const { status, written } = verify('oci-layout', layout(blobs, manifests), wanted);
    expect(status).not.toBe(0);
    expect(written).toBe('');
  });

  test('without an index is refused', () => {
    const directory = layout(whole, [digest]);
    const index = path.join(directory, artifactDirectory, 'index.json');
    renameSync(index, `${index}.old`);
    expect(verify('oci-layout', directory, digest).status).not.toBe(0);
  });
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  ['passed', { STATUS: 'success', CHANGE: 'success', ROLLBACK: 'skipped' }, '✅ deployed'],
  [
    'changed nothing',
    { STATUS: 'failure', CHANGE: 'skipped', ROLLBACK: 'skipped' },
    '⏸️ not deployed: nothing was changed',
  ],
  [
    'was rolled back',
    { STATUS: 'failure', CHANGE: 'success', ROLLBACK: 'success' },
    '↩️ rolled back',
  ],
  [
    'was cancelled',
    { STATUS: 'cancelled', CHANGE: 'cancelled', ROLLBACK: 'success' },
    '↩️ rolled back',
  ],
  [
    'was rolled back to something else',
    { STATUS: 'failure', CHANGE: 'failure', ROLLBACK: 'success', RESTORED: 'false' },
    '❌ rolled back, and what ran before does not answer as it did',
  ],
  [
    'could not be rolled back',
    { STATUS: 'failure', CHANGE: 'success', ROLLBACK: 'failure', RESTORED: 'true' },
    '❌ not rolled back: restore what ran before by hand',
  ],
])('the summary of a deployment that %s', (_name, outcomes, verdict) => {
  const env = { RESTORED: 'true', ENVIRONMENT: 'eu west', COMMIT: 'abc', DIGEST: 'sha256:1' };
  const { status, written } = runScript(deploymentSummary, newPlace(), { ...env, ...outcomes });
  expect(status).toBe(0);
  expect(written.split('\n')[2]).toBe(`| eu west | abc | – | sha256:1 | – | ${verdict} |`);
});

test('the summary names the version and the decision on the canary', () => {
  const env = { STATUS: 'success', CHANGE: 'success', ROLLBACK: 'skipped', RESTORED: 'true' };
  const what = { ENVIRONMENT: 'staging', COMMIT: 'abc', DIGEST: 'sha256:1', VERSION: '1.4.0' };
  const { written } = runScript(deploymentSummary, newPlace(), {
    ...env,
    ...what,
    DECISION: 'promote',
  });
  expect(written).toContain('| staging | abc | 1.4.0 | sha256:1 | promote | ✅ deployed |');
});
