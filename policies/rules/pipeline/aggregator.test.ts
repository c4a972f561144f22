import { judgeText } from '../../fixtures/judge';
import { aggregator } from './aggregator';

/** Two gates, of which the second waits for the first, and the job that judges them from line 11 on. */
function ci(...job: readonly string[]): string {
  return `on: pull_request
jobs:
  lint:
    runs-on: ubuntu-24.04
    steps: [{ run: ruff check . }]
  test:
    needs: lint
    runs-on: ubuntu-24.04
    steps: [{ run: pytest }]
  done:
    name: CI Success
${job.map((line) => `    ${line}\n`).join('')}`;
}

const runs = 'if: always()';
const waits = 'needs: [lint, test]';
const judges = 'steps: [{ run: exit 1, if: "contains(needs.*.result, \'failure\')" }]';
const strict = 'steps: [{ run: ./judge, env: { RESULTS: "${{ toJSON(needs) }}" } }]';

/** A step that fails where one of these results is among those of the gates. */
const failsOn = (...results: readonly string[]): string => {
  const condition = results.map((result) => `contains(needs.*.result, '${result}')`).join(' || ');
  return `steps: [{ run: exit 1, if: "${condition}" }]`;
};

describe('when the job runs', () => {
  const skipped = (when: string, line = 12) => [
    `${line}:9 job done is skipped, and so passes, when ${when}`,
  ];
  test.each<[string, string, readonly string[]]>([
    ['always', 'if: always()', []],
    ['always, as an expression with spaces', 'if: "${{ always ( ) }}"', []],
    ['when nothing was cancelled', 'if: "!cancelled()"', skipped('the run is cancelled')],
    [
      'when nothing was cancelled, with spaces',
      'if: "! cancelled( )"',
      skipped('the run is cancelled'),
    ],
    ['when it was cancelled', 'if: cancelled()', skipped('a gate fails')],
    ['when all succeeded', 'if: success()', skipped('a gate fails')],
    ['by a function that ends in the word', 'if: notalways()', skipped('a gate fails')],
  ])('%s', (_name, condition, expected) => {
    expect(judgeText(aggregator, ci(condition, waits, strict))).toEqual(expected);
  });

  test('without a condition, at the job', () => {
    expect(judgeText(aggregator, ci(waits, strict))).toEqual([
      '10:3 job done is skipped, and so passes, when a gate fails',
    ]);
  });
});

describe('how it judges', () => {
  const blind = ['10:3 job done does not check the results of its needs'];
  const partial = ['10:3 job done lets cancelled or skipped gates pass'];
  test.each<[string, readonly string[], readonly string[]]>([
    ['by the result of each', ['steps: [{ run: "test ${{ needs.lint.result }} = success" }]'], []],
    ['by all needs as JSON', [strict], []],
    [
      'by an input of an action',
      ['steps: [{ uses: ./judge, with: { needs: "${{ toJSON(needs) }}" } }]'],
      [],
    ],
    [
      'by an environment of the job',
      ['env: { ALL: "${{ join(needs.*.result) }}" }', 'steps: [{ run: ./judge }]'],
      [],
    ],
    ['not at all', ['steps: [{ run: echo done }]'], blind],
    [
      'by an output, which says nothing of success',
      ['steps: [{ run: "${{ needs.lint.outputs.result }}" }]'],
      blind,
    ],
    ['by failure alone', [judges], partial],
    ['by failure and cancellation', [failsOn('failure', 'cancelled')], partial],
    ['by failure and skipping', [failsOn('failure', 'skipped')], partial],
    ['by failure, cancellation and skipping', [failsOn('failure', 'cancelled', 'skipped')], []],
  ])('%s', (_name, job, expected) => {
    expect(judgeText(aggregator, ci(runs, waits, ...job))).toEqual(expected);
  });
});

describe('what it waits for', () => {
  const without = (gate: string, line = 10) => [
    `${line}:3 job done does not need the gate ${gate}`,
  ];
  test.each<[string, string, readonly string[]]>([
    ['every gate', 'needs: [lint, test]', []],
    ['a gate by way of another that waits for it', 'needs: test', []],
    ['all but one gate', 'needs: lint', without('test')],
    ['a job that does not exist', 'needs: [test, build]', []],
    ['nothing', 'needs: []', [...without('lint'), ...without('test')]],
  ])('%s', (_name, needs, expected) => {
    expect(judgeText(aggregator, ci(runs, needs, strict))).toEqual(expected);
  });

  test.each<[string, readonly string[]]>([
    ["github.event_name != 'schedule'", []],
    ['success()', []],
    ['always()', without('lint', 11)],
    ['!cancelled ( )', without('lint', 11)],
    ['success() || failure()', without('lint', 11)],
    ['isfailure()', []],
  ])('a gate by way of another with the condition %s', (condition, expected) => {
    const text = ci(runs, 'needs: test', strict).replace(
      '    needs: lint\n',
      `    needs: lint\n    if: "${condition}"\n`,
    );
    expect(judgeText(aggregator, text)).toEqual(expected);
  });

  test('a gate that the job runs itself', () => {
    const own = 'steps: [{ run: bandit -r src }, { run: "${{ toJSON(needs) }}" }]';
    expect(judgeText(aggregator, ci(runs, waits, own))).toEqual([]);
  });

  test('jobs that wait for each other end the search', () => {
    const circle = ci(runs, 'needs: test', strict).replace(
      '  lint:\n',
      '  lint:\n    needs: test\n',
    );
    expect(judgeText(aggregator, circle)).toEqual([]);
  });

  test.each<[string, string, readonly string[]]>([
    ['pytest', 'lint', []],
    ['ruff', 'test', []],
    ['bandit', 'lint, test', []],
    ['pytest', 'test', without('test', 9)],
  ])('where %s is the gate, %s may be left out: %j', (gate, left, expected) => {
    const others = ['lint', 'test'].filter((job) => !left.includes(job)).join(', ');
    const independent = ci(runs, `needs: [${others}]`, strict).replace('    needs: lint\n', '');
    expect(judgeText(aggregator, independent, { gates: [gate] })).toEqual(expected);
  });
});

describe('which job it is', () => {
  const good = ci(runs, waits, strict);
  test.each<[string, string, object, readonly string[]]>([
    ['the one of that name', good, {}, []],
    ['the one of that id', good.replace(/ +name: .*\n/, ''), { context: 'done' }, []],
    [
      'not the one of that id when it has another name',
      good,
      { context: 'done' },
      ['1:1 no job is named done'],
    ],
    ['none', good, { context: 'All Green' }, ['1:1 no job is named All Green']],
  ])('%s', (_name, text, settings, expected) => {
    expect(judgeText(aggregator, text, settings)).toEqual(expected);
  });

  test('other workflows need none', () => {
    const other = '.github/workflows/release.yml';
    expect(judgeText(aggregator, 'on: push\njobs: {}\n', {}, other)).toEqual([]);
    expect(judgeText(aggregator, 'on: push\njobs: {}\n', { workflow: other }, other)).toEqual([
      '1:1 no job is named CI Success',
    ]);
  });
});

test('each gate of the standard must be waited for', () => {
  const tools = {
    r: 'ruff check',
    b: 'black --check .',
    p: 'pytest',
    s: 'bandit -r src',
    a: 'pip-audit',
  };
  const jobs = Object.entries(tools).map(([id, run]) => `  ${id}:\n    steps: [{ run: ${run} }]\n`);
  const text = `on: push\njobs:\n${jobs.join('')}  done:\n    name: CI Success\n    ${runs}\n    ${strict}\n`;
  expect(judgeText(aggregator, text)).toEqual(
    Object.keys(tools).map((id) => `13:3 job done does not need the gate ${id}`),
  );
});
