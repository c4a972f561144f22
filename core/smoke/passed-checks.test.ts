import { parseDefinition } from './definition';
import { withPassed } from './passed-checks';
import { smokeReport } from './report';
import { checkResult, smokeVerdict } from './verdict';

const names = ['health', 'orders', 'search'];
const parsed = parseDefinition(
  JSON.stringify({
    baseUrl: 'https://a.example',
    checks: names.map((name) => ({ name, kind: 'api', path: `/${name}` })),
  }),
  'smoke.json',
);
if (!parsed.ok) throw new Error('the definition is refused');
const { definition } = parsed;

/** The report of a run in which some of the checks passed. */
function report(passing: readonly string[]): string {
  const results = definition.checks.map((check) => {
    const status = passing.includes(check.name) ? 200 : 500;
    return checkResult(check, [{ outcome: 'answered', status, latencyMs: 1, json: {} }]);
  });
  return JSON.stringify(
    smokeReport(smokeVerdict(results), { environment: 'staging', baseUrl: 'https://a.example' }),
  );
}

test.each<[string, readonly string[]]>([
  ['all', names],
  ['some', ['health', 'search']],
  ['none', []],
])('the checks that passed are left, where %s did', (_name, passing) => {
  const left = withPassed(definition, report(passing));
  expect(left?.checks.map(({ name }) => name)).toEqual(passing);
  expect(left?.baseUrl).toBe(definition.baseUrl);
});

test('a check that the earlier run did not know is left out', () => {
  const [first] = definition.checks;
  if (first === undefined) throw new Error('there is no check');
  const more = { ...definition, checks: [...definition.checks, { ...first, name: 'new' }] };
  expect(withPassed(more, report(names))?.checks.map(({ name }) => name)).toEqual(names);
});

test.each(['', 'text', '{}', '[]', '{"version":2,"checks":[]}', '{"version":1,"pairs":[]}'])(
  '%j is no result of smoke checks',
  (text) => {
    expect(withPassed(definition, text)).toBeUndefined();
  },
);
