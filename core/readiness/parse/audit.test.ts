import { findingsKept } from '../facts';
import { parseNotAudited, parsePipAudit, vulnerabilitiesOf, type Audit } from './audit';

const dependency = (name: string, ...vulns: readonly unknown[]) => ({ name, version: '1', vulns });
const skipped = (name: string) => ({ name, skip_reason: 'not found' });
const vulnerability = (
  id: string,
  fixedIn: readonly string[] = [],
  aliases?: readonly string[],
) => ({
  id,
  fix_versions: fixedIn,
  ...(aliases === undefined ? {} : { aliases }),
});
const parse = (report: unknown) => parsePipAudit(JSON.stringify(report), 'pip-audit.json');
function audit(...dependencies: readonly unknown[]): Audit {
  const report = parse({ dependencies });
  if (!report.ok) throw new Error(report.problems[0]?.message);
  return report.value;
}
const known = (...audits: readonly Audit[]) => vulnerabilitiesOf(audits);

test('packages with a vulnerability are listed, each version that helps once', () => {
  const bad = dependency('bad', vulnerability('A', ['2', '3']), vulnerability('B', ['3']));
  expect(known(audit(dependency('good'), bad, skipped('s')))).toEqual({
    packages: [{ name: 'bad', version: '1', ids: ['A', 'B'], fixedIn: ['2', '3'] }],
    audited: 2,
    skipped: 1,
    skippedNames: ['s'],
  });
});

test('the bare list of pip-audit 1 is read alike', () => {
  const dependencies = [dependency('bad', vulnerability('A', ['2'])), dependency('good')];
  expect(parse(dependencies)).toEqual(parse({ dependencies }));
});

test('packages that are no released versions are skipped and named', () => {
  const unreleased = parseNotAudited('mylib\n\r\n  other  \r\n');
  if (!unreleased.ok) throw new Error('refused');
  expect(known(audit(dependency('good')), unreleased.value)).toMatchObject({
    audited: 1,
    skipped: 2,
    skippedNames: ['mylib', 'other'],
  });
});

test('no dependency at all is a complete audit', () => {
  expect(known(audit())).toEqual({ packages: [], audited: 0, skipped: 0, skippedNames: [] });
});

test('an audit that skipped everything is incomplete', () => {
  expect(parse({ dependencies: [skipped('a'), skipped('b')] })).toMatchObject({
    ok: false,
    problems: [
      {
        code: 'scan-incomplete',
        message: 'pip-audit audited no package at all',
        found: '2 packages skipped',
        remedy: 'see whether the job could reach the vulnerability service',
      },
    ],
  });
});

test.each([[{ name: 'x' }], [{ name: 'x', version: '1', vulns: [{ id: 'A' }] }]])(
  'the dependency %j is refused',
  (one) => {
    expect(parse({ dependencies: [one] })).toMatchObject({ problems: [{ code: 'report-shape' }] });
  },
);

describe('two databases', () => {
  test.each<
    [string, readonly unknown[], readonly unknown[], readonly (readonly [string, string])[]]
  >([
    [
      'each know a package of their own',
      [dependency('a', vulnerability('PYSEC-1')), dependency('b')],
      [dependency('a'), dependency('b', vulnerability('GHSA-2'))],
      [
        ['a', 'PYSEC-1'],
        ['b', 'GHSA-2'],
      ],
    ],
    [
      'know one vulnerability by two ids',
      [dependency('a', vulnerability('PYSEC-1', [], ['CVE-1']))],
      [dependency('a', vulnerability('GHSA-1', [], ['CVE-1']))],
      [['a', 'PYSEC-1']],
    ],
    [
      'know two vulnerabilities of one package',
      [dependency('a', vulnerability('PYSEC-1', [], ['CVE-1']))],
      [dependency('a', vulnerability('GHSA-2', [], ['CVE-2']))],
      [['a', 'PYSEC-1 GHSA-2']],
    ],
    [
      'spell a name in two ways',
      [dependency('My_Package', vulnerability('PYSEC-1'))],
      [dependency('my-package', vulnerability('PYSEC-1'))],
      [['My_Package', 'PYSEC-1']],
    ],
  ])('%s', (_name, first, second, expected) => {
    const { packages } = known(audit(...first), audit(...second));
    expect(packages.map(({ name, ids }) => [name, ids.join(' ')])).toEqual(expected);
  });

  test('skip a package together only when neither could look it up', () => {
    const one = audit(skipped('a'), skipped('b'), dependency('c'));
    const other = audit(dependency('a'), skipped('b'), dependency('c'));
    expect(known(one, other)).toMatchObject({ audited: 2, skipped: 1, skippedNames: ['b'] });
  });
});

test('of packages that none could look up, all are counted and the first by name are named', () => {
  const names = Array.from({ length: findingsKept + 1 }, (_, index) => `p${1000 + index}`);
  const all = audit(dependency('good'), ...[...names].reverse().map(skipped));
  expect(known(all)).toMatchObject({
    skipped: names.length,
    skippedNames: names.slice(0, findingsKept),
  });
});
