import { sandboxAppId } from '../../../sandbox/identity';
import { openTestWorld, refusal, type TestWorld } from '../test-world';

describe('what rules let through', () => {
  let world: TestWorld;
  const workflowToken = 'ghs_actions';
  const person = 'ghp_person';
  const at = (repo: string) => ({ owner: world.owner, repo });

  beforeAll(async () => {
    world = await openTestWorld();
    world.github.world.tokens.set(workflowToken, {
      token: workflowToken,
      login: 'github-actions[bot]',
      kind: 'actions',
      permissions: { contents: 'write', pull_requests: 'write' },
      role: 'write',
      appId: 15368,
    });
    world.github.world.tokens.set(person, {
      token: person,
      login: 'maya',
      kind: 'classic',
      scopes: ['repo'],
      role: 'write',
    });
  });
  afterAll(async () => {
    expect(world.github.violations).toEqual([]);
    await world.dispose();
  });

  const put = (token: string, repo: string, path: string) =>
    world.as(token).request('PUT /repos/{owner}/{repo}/contents/{path}', {
      ...at(repo),
      path,
      message: 'Write',
      content: 'eA==',
    });
  const ruleset = (repo: string, bypassApps: readonly number[]) =>
    world.octokit.request('POST /repos/{owner}/{repo}/rulesets', {
      ...at(repo),
      name: 'gatehouse',
      enforcement: 'active',
      bypass_actors: bypassApps.map((id) => ({
        actor_id: id,
        actor_type: 'Integration' as const,
        bypass_mode: 'always' as const,
      })),
      conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
      rules: [
        { type: 'deletion' },
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
        {
          type: 'required_status_checks',
          parameters: {
            strict_required_status_checks_policy: false,
            required_status_checks: [{ context: 'CI Success', integration_id: 15368 }],
          },
        },
      ],
    });

  it('lets the bypassing App push to a protected branch, and no one else', async () => {
    await world.make('bypass');
    await ruleset('bypass', [sandboxAppId]);
    expect((await put(world.token, 'bypass', 'a.txt')).status).toBe(201);
    for (const token of [workflowToken, person])
      expect(await refusal(put(token, 'bypass', 'b.txt'))).toMatchObject({
        status: 409,
        message: expect.stringContaining('Changes must be made through a pull request') as unknown,
      });
    expect(world.git('bypass', 'ls-tree', '--name-only', 'main')).toBe('README.md\na.txt');
  });

  it('refuses the App too when the ruleset does not name it', async () => {
    await world.make('no-bypass');
    await ruleset('no-bypass', []);
    expect((await refusal(put(world.token, 'no-bypass', 'a.txt'))).status).toBe(409);
  });

  it('refuses GitHub Actions as a bypass actor', async () => {
    await world.make('actions-bypass');
    expect((await refusal(ruleset('actions-bypass', [15368]))).status).toBe(422);
  });

  it('tells the rules of a branch to a reader', async () => {
    await world.make('readable');
    await ruleset('readable', []);
    const rules = await world.octokit.request('GET /repos/{owner}/{repo}/rules/branches/{branch}', {
      ...at('readable'),
      branch: 'main',
    });
    expect(rules.data.map((rule) => rule.type)).toEqual([
      'deletion',
      'pull_request',
      'required_status_checks',
    ]);
  });

  it('keeps a workflow token out of workflow files', async () => {
    await world.make('workflows');
    const path = '.github/workflows/ci.yml';
    expect((await refusal(put(workflowToken, 'workflows', path))).status).toBe(403);
    expect((await refusal(put(person, 'workflows', path))).status).toBe(404);
    expect((await put(world.token, 'workflows', path)).status).toBe(201);
  });

  it('changes, lists and removes a ruleset', async () => {
    await world.make('rulesets');
    const { data } = await ruleset('rulesets', []);
    const one = { ...at('rulesets'), ruleset_id: data.id };
    const path = '/repos/{owner}/{repo}/rulesets/{ruleset_id}' as const;
    await world.octokit.request(`PUT ${path}`, { ...one, enforcement: 'disabled' });
    expect((await world.octokit.request(`GET ${path}`, one)).data).toMatchObject({
      enforcement: 'disabled',
      rules: [{ type: 'deletion' }, { type: 'pull_request' }, { type: 'required_status_checks' }],
    });
    expect((await put(workflowToken, 'rulesets', 'a.txt')).status).toBe(201);
    await world.octokit.request(`DELETE ${path}`, one);
    expect((await refusal(world.octokit.request(`GET ${path}`, one))).status).toBe(404);
  });

  it('protects a branch classically by REST, and says so', async () => {
    await world.make('classic');
    const path = '/repos/{owner}/{repo}/branches/{branch}/protection' as const;
    const branch = { ...at('classic'), branch: 'main' };
    expect(await refusal(world.octokit.request(`GET ${path}`, branch))).toMatchObject({
      status: 404,
      message: expect.stringContaining('Branch not protected') as unknown,
    });
    await world.octokit.request(`PUT ${path}`, {
      ...branch,
      required_status_checks: { strict: true, contexts: ['CI Success'] },
      enforce_admins: true,
      required_pull_request_reviews: { required_approving_review_count: 1 },
      restrictions: null,
    });
    const read = await world.octokit.request(`GET ${path}`, branch);
    expect(read.data.required_status_checks?.contexts).toEqual(['CI Success']);
    expect((await refusal(put(world.token, 'classic', 'a.txt'))).status).toBe(409);
    await world.octokit.request(`DELETE ${path}`, branch);
    expect((await put(world.token, 'classic', 'a.txt')).status).toBe(201);
  });

  it('protects branches classically by GraphQL', async () => {
    await world.make('graphql');
    const { repository } = await world.octokit.graphql<{ repository: { id: string } }>(
      '{ repository(owner: "acme", name: "graphql") { id } }',
    );
    const made = await world.octokit.graphql<{
      createBranchProtectionRule: { branchProtectionRule: { id: string; pattern: string } };
    }>(
      `mutation ($input: CreateBranchProtectionRuleInput!) {
        createBranchProtectionRule(input: $input) { branchProtectionRule { id pattern } }
      }`,
      {
        input: {
          repositoryId: repository.id,
          pattern: 'ma*',
          isAdminEnforced: true,
          requiresApprovingReviews: true,
          requiredApprovingReviewCount: 1,
        },
      },
    );
    const rule = made.createBranchProtectionRule.branchProtectionRule;
    expect(rule.pattern).toBe('ma*');
    expect((await refusal(put(world.token, 'graphql', 'a.txt'))).status).toBe(409);
    await world.octokit.graphql(
      `mutation ($id: ID!) {
        deleteBranchProtectionRule(input: { branchProtectionRuleId: $id }) { clientMutationId }
      }`,
      { id: rule.id },
    );
    expect((await put(world.token, 'graphql', 'a.txt')).status).toBe(201);
  });

  it('keeps a protected branch from being deleted', async () => {
    await world.make('deletion');
    await ruleset('deletion', []);
    const gone = world.octokit.request('DELETE /repos/{owner}/{repo}/git/refs/{ref}', {
      ...at('deletion'),
      ref: 'heads/main',
    });
    expect((await refusal(gone)).status).toBe(422);
  });

  it('merges a pull request only when its required check has passed', async () => {
    await world.make('gate');
    await world.push('gate', 'topic', { 'new.txt': 'new' });
    const { data: pull } = await world.octokit.request('POST /repos/{owner}/{repo}/pulls', {
      ...at('gate'),
      title: 'Add a file',
      head: 'topic',
      base: 'main',
    });
    await world.octokit.request('POST /repos/{owner}/{repo}/rulesets', {
      ...at('gate'),
      name: 'checks',
      enforcement: 'active',
      conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
      rules: [
        {
          type: 'required_status_checks',
          parameters: {
            strict_required_status_checks_policy: false,
            required_status_checks: [{ context: 'CI Success', integration_id: 15368 }],
          },
        },
      ],
    });
    const merge = () =>
      world.octokit.request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
        ...at('gate'),
        pull_number: pull.number,
      });
    expect(await refusal(merge())).toMatchObject({
      status: 405,
      message: expect.stringContaining('"CI Success" is expected') as unknown,
    });
    // A check of that name by another App does not count.
    await world.octokit.request('POST /repos/{owner}/{repo}/check-runs', {
      ...at('gate'),
      name: 'CI Success',
      head_sha: pull.head.sha,
      status: 'completed',
      conclusion: 'success',
    });
    expect((await refusal(merge())).status).toBe(405);
    await world.addRun({
      repository: 'gate',
      workflow: 'ci.yml',
      branch: 'topic',
      event: 'pull_request',
      jobs: [{ name: 'CI Success', conclusion: 'success' }],
    });
    expect((await merge()).data.merged).toBe(true);
    expect(world.git('gate', 'show', 'main:new.txt')).toBe('new');
  });
});
