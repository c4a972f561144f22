import { exampleSettings, pins, renderPipeline } from './index';
import { usedActions } from './used-actions';

const workflow = (content: string) => [{ path: '.github/workflows/a.yml', content }];

it('lists each action and reusable workflow of another repository once, without its version', () => {
  const uses = `jobs:
  one:
    steps:
      - uses: actions/checkout@0123
      - uses: actions/cache/restore@4567 # v5
      - uses: ./.github/gatehouse/action
      - uses: docker://alpine:3
      - run: |
          uses: not/an-action@v1
  two:
    uses: acme/shared/.github/workflows/build.yml@89
  three:
    steps:
      - uses: actions/checkout@0123
`;
  expect(usedActions(workflow(uses))).toEqual([
    'acme/shared/.github/workflows/build.yml@*',
    'actions/cache/restore@*',
    'actions/checkout@*',
  ]);
});

it('looks into workflows alone', () => {
  const content = 'jobs: {a: {steps: [{uses: a/b@1}]}}';
  expect(usedActions([{ path: 'action.yml', content }])).toEqual([]);
});

it('finds pinned actions alone in a delivered pipeline', () => {
  const names = new Set(Object.values(pins).map(({ name }) => `${name}@*`));
  const found = usedActions(renderPipeline(exampleSettings).files);
  expect(found.length).toBeGreaterThan(3);
  expect(found.filter((one) => !names.has(one))).toEqual([]);
});
