import { dayOf } from '../../core/waivers/expiry';
import { GOOD_CI, UNPINNED_CI } from '../../policies/fixtures/good-ci';
import { PackProcess, type SentResource } from './pack-process';

/* Exceptions where the engine asks the pack: typed waivers from its configuration, and comments in files. */

let pack: PackProcess;
beforeAll(async () => {
  pack = await PackProcess.start();
});
afterAll(() => pack.stop());
afterEach(() => pack.configure({}));

/** A day so many days from now. */
function day(distance: number): string {
  return dayOf(new Date(Date.now() + distance * 86_400_000).toISOString());
}

const waiver = (rule: string, more: Record<string, string> = {}): Record<string, string> => ({
  rule,
  why: 'moved with the next release',
  owner: '@ada',
  until: day(30),
  ...more,
});

const configure = (
  waivers: readonly Record<string, string>[],
  others: Parameters<PackProcess['configure']>[0] = {},
): Promise<void> => pack.configure({ exceptions: [1, { waivers: [...waivers] }], ...others });

function file(content: string): SentResource {
  return {
    type: 'github:index/repositoryFile:RepositoryFile',
    props: { repository: 'acme/shop', branch: 'main', file: '.github/workflows/ci.yml', content },
  };
}

const protection = (props: SentResource['props']): SentResource => ({
  type: 'github:index/branchProtection:BranchProtection',
  name: 'main',
  props: { repositoryId: 'shop', pattern: 'main', enforceAdmins: true, ...props },
});

const reviewed = [{ requiredApprovingReviewCount: 1 }];

/** Policy, level and place of what the pack says. */
const said = (found: Awaited<ReturnType<PackProcess['analyze']>>) =>
  found.map(({ policyname, enforcementlevel, message }) => [
    policyname,
    enforcementlevel,
    message.split('\n').at(-1),
  ]);

/** Policy and level alone. */
const briefly = (found: Parameters<typeof said>[0]) =>
  said(found).map(([policy, level]) => [policy, level]);

const pinnedText = `excepted by a waiver until ${day(30)} (@ada): moved with the next release [pinned-actions]`;

describe('a waiver', () => {
  test.each([
    ['of the policy', {}],
    ['in the repository', { repository: 'shop' }],
    ['of a file', { path: '.github/workflows/ci.yml' }],
    ['of a directory, in the repository', { repository: 'Shop', path: '.github' }],
  ])('%s excepts a mandatory finding and is listed', async (_title, more) => {
    await configure([waiver('pinned-actions', more)]);
    expect(said(await pack.analyze(file(UNPINNED_CI)))).toEqual([
      [
        'excepted-findings',
        0,
        expect.stringMatching(
          /^acme\/shop \.github\/workflows\/ci\.yml:18:15 excepted by a waiver/,
        ),
      ],
    ]);
    const [listed] = await pack.analyze(file(UNPINNED_CI));
    expect(listed?.message).toContain(`${pinnedText}: actions/checkout@v7 is not pinned`);
  });

  test.each([
    ['of another repository', { repository: 'till' }],
    ['of another file', { path: '.github/workflows/release.yml' }],
    ['that is over', { until: day(-2) }],
  ])('%s excepts nothing', async (_title, more) => {
    await configure([waiver('pinned-actions', more)]);
    expect(said(await pack.analyze(file(UNPINNED_CI)))).toEqual([
      ['pinned-actions', 1, expect.stringContaining('is not pinned')],
    ]);
  });

  test('of a policy on resources is asked with the repository', async () => {
    const bypassed = protection({ requiredPullRequestReviews: reviewed, allowsForcePushes: true });
    const policies = async () => (await pack.analyze(bypassed)).map(({ policyname }) => policyname);
    expect(await policies()).toContain('protection-strength');
    await configure([waiver('protection-strength', { repository: 'shop' })]);
    expect(await policies()).not.toContain('protection-strength');
    expect(await policies()).toContain('excepted-findings');
    await configure([waiver('protection-strength', { repository: 'till' })]);
    expect(await policies()).toContain('protection-strength');
  });

  test('of a policy on stacks is listed at the resource', async () => {
    const wrong = protection({
      requiredPullRequestReviews: reviewed,
      requiredStatusChecks: [{ contexts: ['CI Sucess'] }],
    });
    await configure([waiver('required-contexts', { repository: 'shop' })]);
    const found = await pack.analyzeStack([file(GOOD_CI), wrong]);
    expect(said(found)).toEqual([
      [
        'excepted-findings',
        0,
        `the policy required-contexts in shop, waived by @ada until ${day(30)}`,
      ],
      [
        'excepted-findings',
        0,
        expect.stringContaining('[required-contexts]: required check CI Su'),
      ],
    ]);
    expect(found[1]?.urn).toContain('BranchProtection');
  });

  test('is listed with its end in every run, whether it excepts something or not', async () => {
    await configure([
      waiver('pinned-actions'),
      waiver('protection-strength', { until: day(7) }),
      waiver('required-contexts', { until: day(-1) }),
    ]);
    const listed = said(await pack.analyzeStack([file(GOOD_CI)])).flatMap(
      ([policy, level, text]) => (policy === 'excepted-findings' ? [[level, text]] : []),
    );
    expect(listed.map(([level]) => level)).toEqual([0, 0, 0]);
    expect(listed.map(([, text]) => text)).toEqual([
      `the policy required-contexts, waived by @ada until ${day(-1)} (ended: counts again)`,
      `the policy protection-strength, waived by @ada until ${day(7)} (ends within 7 days)`,
      `the policy pinned-actions, waived by @ada until ${day(30)}`,
    ]);
  });

  test('stays listed as advisory where every policy is mandatory', async () => {
    await configure([waiver('pinned-actions')], { 'excepted-findings': [1, {}] });
    expect(briefly(await pack.analyze(file(UNPINNED_CI)))).toEqual([['excepted-findings', 0]]);
    await configure([waiver('pinned-actions')], { 'excepted-findings': [2, {}] });
    expect(await pack.analyze(file(UNPINNED_CI))).toEqual([]);
  });

  test('that lasts too long, or is for no policy, is refused at the start', async () => {
    await expect(
      configure([waiver('pinned-action'), waiver('job-timeouts', { until: day(120) })]),
    ).rejects.toThrow(
      [
        'exceptions.waivers: the waiver is for pinned-action, which is not a policy; the nearest name is pinned-actions',
        `exceptions.waivers: the waiver of job-timeouts lasts until ${day(120)}, in 120 days; at most 90 are allowed`,
      ].join('\n'),
    );
    await expect(configure([waiver('pinned-actions', { owner: 'ada' })])).rejects.toThrow(
      'exceptions.waivers.0.owner: must be @login, @organisation/team or an e-mail address',
    );
    expect(briefly(await pack.analyze(file(UNPINNED_CI)))).toEqual([['pinned-actions', 1]]);
  });
});

const COMMENTED = UNPINNED_CI.replace(
  'actions/checkout@v7',
  `actions/checkout@v7 # gatehouse: ignore[pinned-actions] a mirror, until ${day(30)}`,
);

describe('a comment', () => {
  test('excepts an advisory finding, and is listed', async () => {
    await pack.configure({ 'pinned-actions': [0, {}] });
    expect(said(await pack.analyze(file(COMMENTED)))).toEqual([
      [
        'excepted-findings',
        0,
        expect.stringContaining(`excepted by a comment until ${day(30)}: a mirror`),
      ],
    ]);
  });

  test('excepts a mandatory one only where the configuration lets it', async () => {
    expect(said(await pack.analyze(file(COMMENTED)))).toEqual([
      [
        'exceptions',
        1,
        expect.stringContaining('18:35 pinned-actions is mandatory, and a comment'),
      ],
      ['pinned-actions', 1, expect.stringContaining('is not pinned')],
    ]);
    await pack.configure({ exceptions: [1, { mandatory: true }] });
    expect(briefly(await pack.analyze(file(COMMENTED)))).toEqual([['excepted-findings', 0]]);
  });

  test('that excepts nothing, or is over, is a finding', async () => {
    const comment = (until: string) =>
      GOOD_CI.replace(
        'name: CI\n',
        `name: CI # gatehouse: ignore[job-timeouts] x, until ${until}\n`,
      );
    expect(said(await pack.analyze(file(comment(day(3)))))).toEqual([
      ['exceptions', 1, expect.stringContaining('the exception for job-timeouts excepts nothing')],
    ]);
    expect(said(await pack.analyze(file(comment(day(-3)))))).toEqual([
      ['exceptions', 1, expect.stringContaining(`the exception ended on ${day(-3)}`)],
    ]);
  });
});

test('a remediation leaves what is excepted as it is', async () => {
  await configure([waiver('pinned-actions')], { 'pinned-actions': [3, {}] });
  expect((await pack.remediate(file(UNPINNED_CI))).getRemediationsList()).toEqual([]);
  await configure([], { 'pinned-actions': [3, {}] });
  expect((await pack.remediate(file(UNPINNED_CI))).getRemediationsList()).toHaveLength(1);
});
