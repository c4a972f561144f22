import { builtAction, runStep, type StepResult } from './action-process';
import {
  eachWithActionWorld,
  fullName,
  goodReports,
  scoringInputs,
  workflowToken,
  type ActionWorld,
} from './action-world';

let at: ActionWorld;
eachWithActionWorld('copy-dashboard', (world) => {
  at = world;
});

function step(inputs: Readonly<Record<string, string>>): Promise<StepResult> {
  return runStep(builtAction, {
    cwd: at.workspace,
    inputs,
    env: at.env,
    event: { repository: { default_branch: 'main' } },
  });
}

const copy = (inputs: Readonly<Record<string, string>> = {}): Promise<StepResult> =>
  step({
    command: 'copy-dashboard',
    'github-token': at.world.token,
    branch: 'main',
    directory: 'docs/readiness',
    ...inputs,
  });

async function withDashboard(): Promise<void> {
  await at.addRun('success', { reports: goodReports });
  const made = await step({ command: 'dashboard', ...scoringInputs });
  expect(made.outputs['changed']).toBe('true');
}

/** Pull requests only, for everyone but the App of the sandbox. */
async function protectMain(): Promise<void> {
  const answer = await fetch(`${at.world.githubUrl}/repos/${fullName}/rulesets`, {
    method: 'POST',
    headers: { authorization: `Bearer ${at.world.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'gatehouse',
      enforcement: 'active',
      bypass_actors: [
        { actor_id: at.world.appId, actor_type: 'Integration', bypass_mode: 'always' },
      ],
      conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
      rules: [
        {
          type: 'pull_request',
          parameters: {
            required_approving_review_count: 1,
            dismiss_stale_reviews_on_push: true,
            require_code_owner_review: false,
            require_last_push_approval: false,
            required_review_thread_resolution: true,
          },
        },
      ],
    }),
  });
  expect(answer.status).toBe(201);
}

test('an App that may bypass the rules copies the dashboard in one commit that starts no CI, and once only', async () => {
  await withDashboard();
  await protectMain();
  const before = at.commitsOf('main');
  const first = await copy();
  expect(first.log).not.toContain('::error');
  expect(first.outputs['changed']).toBe('true');
  expect(at.commitsOf('main')).toBe(before + 1);
  for (const name of ['README.md', 'readiness.json', 'badge.json']) {
    expect(at.fileOf('main', `docs/readiness/${name}`)).toBe(at.fileOf('gatehouse-data', name));
  }
  expect(at.fileOf('main', 'LICENSE')).toContain('Licensed');
  expect(at.headMessageOf('main')).toContain('[skip ci]');

  const second = await copy();
  expect(second.code).toBe(0);
  expect(second.outputs['changed']).toBe('false');
  expect(at.commitsOf('main')).toBe(before + 1);
});

test("the workflow's own token is refused by the branch's rules, and the step says so at once", async () => {
  await withDashboard();
  await protectMain();
  const before = at.commitsOf('main');
  const refused = await copy({ 'github-token': workflowToken });
  expect(refused.code).toBe(1);
  expect(refused.log).toContain('Changes must be made through a pull request');
  expect(refused.log).not.toContain('it moved');
  expect(at.commitsOf('main')).toBe(before);
});

test('before the first dashboard there is nothing to copy', async () => {
  const early = await copy();
  expect(early.code).toBe(0);
  expect(early.log).toContain('holds no dashboard yet');
  expect(at.commitsOf('main')).toBe(1);
});

test('a directory outside the repository and the data branch as target are refused', async () => {
  expect((await copy({ directory: '../elsewhere' })).log).toContain('inputs.directory');
  expect((await copy({ branch: 'gatehouse-data' })).log).toContain('not be the data branch');
});
