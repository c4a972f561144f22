import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { openCrypter } from '../../cli/state/crypter';
import { parseDeployment } from '../../cli/state/deployment-file';
import { SecretKeeper } from '../../cli/state/stack-store';
import { readRollout } from '../../core/rollout/rollout-state';
import { parseHistory } from '../../core/readiness/parse/history-text';
import { parseDefinition } from '../../core/smoke/definition';
import { readBaseline } from '../../core/waivers/baseline';
import { readWaivers } from '../../core/waivers/read-waivers';
import { parseFleet } from '../../runtime/lambda/fleet';
import { textOf } from '../house/project-files';
import { type Released } from '../house/rendered-files';

/*
 * What a former version wrote is read by this one. Each folder has the files of one version, as it wrote them: they are never
 * changed. A release adds the folder of its version, and may remove all but the last two.
 */

const versions = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test('the last release has its files here', () => {
  const { version } = JSON.parse(textOf('tests/house/rendered/released.json')) as Released;
  expect(versions).toContain(version);
});

describe.each(versions)('files of %s', (version) => {
  const text = (name: string): string => readFileSync(path.join(__dirname, version, name), 'utf8');

  test('the history on the data branch', () => {
    const read = parseHistory(text('history.json'), 'history.json', '');
    // Nothing is lost: what is read is what was written.
    expect(read).toEqual({ ok: true, value: JSON.parse(text('history.json')) as unknown });
  });

  test("a rollout's state on the data branch", () => {
    expect(readRollout(text('rollout.json'), 'gatehouse/prod')).toEqual({
      ok: true,
      state: JSON.parse(text('rollout.json')) as unknown,
    });
  });

  test('the repositories that the functions read', () => {
    expect(parseFleet(text('fleet.json'), 'fleet.json')).toMatchObject({ ok: true });
  });

  test('the smoke checks, baseline and waivers in a repository', () => {
    expect(parseDefinition(text('smoke.json'), 'smoke.json')).toMatchObject({ ok: true });
    const baseline = readBaseline(text('baseline.json'));
    expect(baseline).toEqual({ ok: true, value: JSON.parse(text('baseline.json')) as unknown });
    const rules = { longestDays: 180, today: '2026-10-01' };
    const { waivers, problems } = readWaivers('waivers.yaml', text('waivers.yaml'), rules);
    expect(problems).toEqual([]);
    expect(waivers).toHaveLength(2);
  });

  test('the state of a stack, with its secrets', async () => {
    const file = parseDeployment(text('state.json'));
    const keeper = new SecretKeeper(await openCrypter('of a former version', file.salt ?? ''));
    const { resources } = keeper.snapshot(file);
    expect(resources).toHaveLength(3);
    expect(JSON.stringify(resources[0]?.outputs)).toContain('hidden');
    expect(resources[2]).toMatchObject({ id: 'orders', protect: true, inputs: { name: 'orders' } });
  });
});
