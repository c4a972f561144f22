import { judgeText, oneJob, oneJobOf } from '../../fixtures/judge';
import { readinessGate } from './readiness-gate';

const gate = (inputs: string, ...more: readonly string[]): string =>
  oneJobOf(['- uses: ./.github/gatehouse/action', `  with: { ${inputs} }`, ...more]);
const at90 = 'command: gate, threshold: 90';
const missing = ['1:1 no step runs the readiness gate'];
const below = (value: string, place: string, minimum = 90) => [
  `${place} readiness threshold is ${value}, below ${minimum}`,
];
const weak = (place: string, why = 'its step has continue-on-error') => [
  `${place} a failure of the readiness gate is ignored: ${why}`,
];

test.each<[string, string, readonly string[]]>([
  ['the minimum', gate(at90), []],
  ['more than the minimum', gate('command: gate, threshold: 100'), []],
  ['less than the minimum', gate('command: gate, threshold: 89.9'), below('89.9', '7:43')],
  ['no threshold', gate('command: gate'), below('not given', '6:9')],
  ['an empty threshold', gate('command: gate, threshold: ""'), below('', '7:43')],
  [
    'a threshold that only the run knows',
    gate('command: gate, threshold: "${{ vars.READY }}"'),
    below('${{ vars.READY }}', '7:43'),
  ],
  ['inputs in capitals', gate('Command: gate, Threshold: 90'), []],
  ['another command', gate('command: report, threshold: 90'), missing],
  ['no command', gate('threshold: 90'), missing],
  ['another action', oneJobOf(['- uses: acme/gate@v1', `  with: { ${at90} }`]), missing],
  ['a script', oneJobOf(['- run: ./.github/gatehouse/action']), missing],
  ['a step that may fail', gate(at90, '  continue-on-error: true'), weak('8:28')],
  [
    'a step that may fail where the run says so',
    gate(at90, '  continue-on-error: ${{ inputs.lenient }}'),
    weak('8:28'),
  ],
  [
    'a background step that is cancelled',
    gate(at90, '  id: gate', '  background: true', '- cancel: gate'),
    weak('10:17', 'its step runs in the background and is cancelled'),
  ],
  ['a background step that is waited for', gate(at90, '  background: true'), []],
  [
    'a step in parallel',
    oneJobOf(['- parallel:', '    - uses: ./.github/gatehouse/action', `      with: { ${at90} }`]),
    [],
  ],
  ['a step that may not fail', gate(at90, '  continue-on-error: false'), []],
  [
    'a job that may fail',
    oneJob([
      'continue-on-error: true',
      'steps:',
      '  - uses: ./.github/gatehouse/action',
      `    with: { ${at90} }`,
    ]),
    weak('5:24', 'its job has continue-on-error'),
  ],
  [
    'two gates of which one is low',
    gate(at90, '- uses: ./.github/gatehouse/action', '  with: { command: gate, threshold: 1 }'),
    below('1', '9:43'),
  ],
])('readiness-gate: %s', (_name, text, expected) => {
  expect(judgeText(readinessGate, text)).toEqual(expected);
});

test.each<[string, string, object, readonly string[]]>([
  ['a lower minimum', gate('command: gate, threshold: 80'), { minimum: 80 }, []],
  ['a higher minimum', gate(at90), { minimum: 95 }, below('90', '7:43', 95)],
  [
    'an action of another place',
    oneJobOf(['- uses: ./gate', `  with: { ${at90} }`]),
    { action: './gate' },
    [],
  ],
  ['the action of the default', gate(at90), { action: './gate' }, missing],
])('readiness-gate by the settings: %s', (_name, text, settings, expected) => {
  expect(judgeText(readinessGate, text, settings)).toEqual(expected);
});

test('readiness-gate: another workflow needs none', () => {
  expect(judgeText(readinessGate, gate('command: report'), {}, 'x.yml')).toEqual([]);
});
