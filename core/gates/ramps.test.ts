import { exampleSettings } from '../pipeline/example-settings';
import { renderFiles } from '../pipeline/render-files';
import { isUnreadable, readWorkflow } from '../reading/read-workflow';
import { gateNames, type GateName, type Ramp } from '../readiness/gate-modes';
import { compareFacts } from './compare-facts';
import { enforcedTools } from './gate-tools';
import { toolFacts } from './tool-facts';

type Gates = typeof exampleSettings.gates;
type Mode = Gates['lint'];

/** The settings of one gate: its mode and its days. */
interface OneGate {
  readonly mode: Mode;
  readonly ramp?: Ramp;
}

function ciWith(gate: GateName, { mode, ramp }: OneGate) {
  const path = '.github/workflows/ci.yml';
  const own = ramp === undefined ? {} : { ramp: { [gate]: ramp } };
  const gates = { ...exampleSettings.gates, [gate]: mode, ...own } as Gates;
  const text = renderFiles({ ...exampleSettings, gates }).files.find(
    (file) => file.path === path,
  )?.content;
  const read = readWorkflow(path, text ?? '');
  if (isUnreadable(read)) throw new Error('ci.yml cannot be read');
  return read;
}

/** Directions in which gates of ci.yml change. */
function changes(gate: GateName, before: OneGate, after: OneGate): readonly string[] {
  return compareFacts(toolFacts(ciWith(gate, before)), toolFacts(ciWith(gate, after)))
    .map((change) => `${change.gate} ${change.direction}`)
    .sort();
}

/** What a gate of the settings is called where two states are compared. */
const names: Readonly<Record<GateName, readonly string[]>> = {
  lint: ['lint'],
  format: ['formatting'],
  types: ['types'],
  tests: ['tests'],
  security: ['code-scan', 'dependency-audit'],
};
const warn: OneGate = { mode: 'warn' };
const onlyNew: OneGate = { mode: 'new' };
const enforce: OneGate = { mode: 'enforce' };
const from = (day: string, mode: Mode = 'warn'): OneGate => ({ mode, ramp: { enforce: day } });
const both = (first: string, second: string): OneGate => ({
  ...{ mode: 'warn', ramp: { new: first, enforce: second } },
});

describe.each(gateNames)('of the gate %s', (gate) => {
  test.each<[string, OneGate, OneGate, 'stronger' | 'weaker' | undefined]>([
    ['a day for a gate that warns', warn, from('2027-01-15'), 'stronger'],
    ['no day any more', from('2027-01-15'), warn, 'weaker'],
    ['a later day', from('2027-01-15'), from('2027-01-16'), 'weaker'],
    ['an earlier day', from('2027-01-15'), from('2026-12-31'), 'stronger'],
    ['enforcement before the day', from('2027-01-15'), enforce, 'stronger'],
    ['a day for a gate that enforced', enforce, from('2027-01-15'), 'weaker'],
    ['the same day', from('2027-01-15'), from('2027-01-15'), undefined],
    ['a stage before', from('2027-01-15'), both('2027-01-01', '2027-01-15'), 'stronger'],
    ['no stage before', both('2027-01-01', '2027-01-15'), from('2027-01-15'), 'weaker'],
    [
      'one day moved back and one forward',
      both('2027-01-01', '2027-02-01'),
      both('2027-01-02', '2027-01-15'),
      'weaker',
    ],
    [
      'the first stage now',
      both('2027-01-01', '2027-02-01'),
      from('2027-02-01', 'new'),
      'stronger',
    ],
    ['only new findings, for good', from('2027-02-01', 'new'), onlyNew, 'weaker'],
    ['no enforcement, but new findings at once', from('2027-02-01'), onlyNew, 'weaker'],
  ])('%s: %#', (_name, before, after, direction) => {
    const seen = changes(gate, before, after).filter((one) => !one.startsWith('coverage-floor'));
    expect(seen).toEqual(
      direction === undefined ? [] : names[gate].map((n) => `${n} ${direction}`),
    );
  });
});

test('the floor of the coverage comes with the tests', () => {
  const floor = (before: OneGate, after: OneGate) =>
    changes('tests', before, after).filter((one) => one.startsWith('coverage-floor'));
  expect(floor(enforce, from('2027-01-15'))).toEqual(['coverage-floor weaker']);
  expect(floor(from('2027-01-15'), from('2027-01-16'))).toEqual(['coverage-floor weaker']);
  expect(floor(warn, both('2027-01-01', '2027-01-15'))).toEqual(['coverage-floor stronger']);
});

test.each<[OneGate, string]>([
  [from('2027-01-15'), 'blocks from 2027-01-15 on'],
  [
    both('2027-01-01', '2027-01-15'),
    'blocks what its baseline does not have from 2027-01-01 on, blocks from 2027-01-15 on',
  ],
  [from('2027-01-15', 'new'), 'blocks what its baseline does not have, blocks from 2027-01-15 on'],
])('the strength is shown with its days: %#', (gate, expected) => {
  const shown = toolFacts(ciWith('security', gate)).filter((fact) => fact.gate === 'code-scan');
  expect(shown.map((fact) => fact.shown)).toContain(expected);
});

describe('a policy that asks for the tools', () => {
  const finding = (day: string, newUntil?: string) =>
    enforcedTools(ciWith('security', from(day)), ['bandit'], newUntil)[0];

  test('tolerates a day only as long as it tolerates a baseline', () => {
    expect(finding('2027-01-15')?.message).toBe('bandit blocks from 2027-01-15 on');
    expect(finding('2027-01-15')).not.toHaveProperty('toleratedUntil');
    expect(finding('2027-01-15', '2027-02-01')?.toleratedUntil).toBe('2027-02-01');
    expect(enforcedTools(ciWith('security', enforce), ['bandit'])).toEqual([]);
  });

  test('refuses a day that is later than that', () => {
    // The last tolerated day is the one before.
    expect(finding('2027-02-02', '2027-02-01')?.toleratedUntil).toBe('2027-02-01');
    const late = finding('2027-02-03', '2027-02-01');
    expect(late).not.toHaveProperty('toleratedUntil');
    expect(late?.message).toBe('bandit blocks from 2027-02-03 on, later than 2027-02-01');
  });
});
