import { waivedOpen } from './waived-open';
import type { Waiver } from './waiver';

const today = '2026-03-01';
const waiver = (what: Waiver['what'], until: string): Waiver => ({
  ...{ what, until, why: 'w', owner: '@maya' },
});
const finding = { file: 'src/run.py', line: 3, rule: 'B602', message: 'shell' };
const flask = { name: 'Flask', version: '1.0', ids: ['PYSEC-1', 'PYSEC-2'], fixedIn: [] };
const scanWaiver = (path: string, until = '2026-04-01') =>
  waiver({ kind: 'finding', tool: 'bandit', rule: 'B602', path }, until);
const idWaiver = (id: string, until: string) => waiver({ kind: 'vulnerability', id }, until);
const gate = (until: string) => waiver({ kind: 'gate', gate: 'security' }, until);
const key = { finding: 'finding B602 src/run.py', package: 'package flask 1.0' };

test.each<[string, readonly Waiver[], string | undefined, object]>([
  ['no waiver', [], undefined, {}],
  ['a finding by its file', [scanWaiver('src/run.py')], undefined, { [key.finding]: '2026-04-01' }],
  [
    'one in the directory of its project',
    [scanWaiver('api/src')],
    'api',
    { [key.finding]: '2026-04-01' },
  ],
  ['none of another directory', [scanWaiver('src/run.py')], 'api', {}],
  ['a waiver that has ended', [scanWaiver('src', '2026-02-28')], undefined, {}],
  ['one on its last day', [scanWaiver('src', today)], undefined, { [key.finding]: today }],
  [
    'a waiver of another tool',
    [waiver({ kind: 'finding', tool: 'ruff', rule: 'B602', path: 'src' }, '2026-04-01')],
    undefined,
    {},
  ],
  ['one of two vulnerabilities', [idWaiver('PYSEC-1', '2026-04-01')], undefined, {}],
  [
    'both, until the first of them counts again',
    [idWaiver('PYSEC-1', '2026-05-01'), idWaiver('CVE-2', '2026-04-01')],
    undefined,
    { [key.package]: '2026-04-01' },
  ],
  [
    'the whole gate, which excuses longer than the rest or not',
    [gate('2026-04-15'), scanWaiver('src', '2026-06-01')],
    undefined,
    { [key.finding]: '2026-06-01', [key.package]: '2026-04-15' },
  ],
])('%s', (_name, waivers, directory, expected) => {
  const open = { findings: [finding], packages: [{ ...flask, aliases: { 'PYSEC-2': ['CVE-2'] } }] };
  expect(waivedOpen(open, waivers, { today, directory })).toEqual(expected);
});
