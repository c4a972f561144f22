import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { machineClockEnvironment } from '../support/machine-clock';
import { projectRoot } from '../support/tools';

const day = 86_400_000;

/** Runs a program under another clock; these tests may run under one themselves. */
function shifted(clock: string, program: string) {
  const env = machineClockEnvironment();
  const tool = path.join(projectRoot, 'tools', 'shift-clock.mjs');
  const now = () => Number(spawnSync('date', ['+%s'], { env, encoding: 'utf8' }).stdout) * 1000;
  const begin = now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [tool, clock, process.execPath, '-e', program],
    { env: { ...env, NODE_OPTIONS: '', FORCE_COLOR: '1' }, encoding: 'utf8' },
  );
  return { status, stderr, begin, end: now(), last: stdout.trim().split('\n').at(-1) ?? '' };
}

// As text: FORCE_COLOR puts colors around a number.
const sayNow = 'console.log(String(Date.now()))';

test.each([
  ['+400d', 400 * day],
  ['-3h', -3 * 3_600_000],
  ['+90m', 90 * 60_000],
  ['-30s', -30_000],
])('a clock of %s is shifted by as much', (clock, shift) => {
  const { status, begin, end, last } = shifted(clock, sayNow);
  expect(status).toBe(0);
  expect(Number(last)).toBeGreaterThanOrEqual(begin + shift - 1000);
  expect(Number(last)).toBeLessThanOrEqual(end + shift + 2000);
});

test('an instant is where the clock begins, and it runs on in all that is started', () => {
  const program = `
    const { execFileSync } = require('node:child_process');
    const now = () => execFileSync(process.execPath, ['-e', ${JSON.stringify(sayNow)}], { encoding: 'utf8' }).trim();
    setTimeout(() => console.log(now()), 50);`;
  const { begin, end, last } = shifted('2028-02-29T23:59:00+01:00', program);
  const instant = Date.parse('2028-02-29T22:59:00Z');
  expect(Number(last)).toBeGreaterThanOrEqual(instant - 1000);
  expect(Number(last)).toBeLessThanOrEqual(instant + (end - begin) + 3000);
});

test('how the command ends is how the tool ends', () => {
  expect(shifted('+1d', 'process.exit(7)').status).toBe(7);
});

test.each(['400', '+400', '+1w', '1d', '', '2027-02-30T00:00', '2027-13-01T00:00Z', 'tomorrow'])(
  'a clock of %j is refused, with what is allowed',
  (clock) => {
    const { status, stderr, last } = shifted(clock, sayNow);
    expect([status, last]).toEqual([2, '']);
    expect(stderr).toContain(`CLOCK: ${JSON.stringify(clock)} is not a valid clock`);
    expect(stderr).toContain('such as +400d');
  },
);
