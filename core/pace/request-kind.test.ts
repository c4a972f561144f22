import { graphqlCost, pointsOf, type RequestKind, restCost } from './request-kind';

test.each<[string, RequestKind]>([
  ['GET /repos/{owner}/{repo}', 'read'],
  ['HEAD /repos/acme/orders', 'read'],
  ['PUT /repos/{owner}/{repo}/contents/{path}', 'content'],
  ['POST /repos/{owner}/{repo}/git/trees', 'content'],
  ['POST /repos/{owner}/{repo}/pulls', 'content'],
  ['PATCH /repos/{owner}/{repo}/pulls/{pull_number}', 'content'],
  ['POST /repos/acme/git/rulesets', 'write'],
  ['PUT /repos/{owner}/{repo}/actions/secrets/{secret_name}', 'write'],
  ['DELETE /repos/{owner}/{repo}', 'write'],
])('%s is of the kind %s', (route, kind) => {
  expect(restCost(route)).toEqual({ kind, api: 'rest' });
});

test.each<[string, RequestKind]>([
  ['query BranchView($owner: String!) { repository { id } }', 'query'],
  ['{ viewer { login } }', 'query'],
  ['query Mutation { createCommitOnBranch }', 'query'],
  ['mutation CreateCommit($input: X!) {\n createCommitOnBranch(input: $input) { id } }', 'content'],
  ['mutation { one: updateRefs(input: {}) { clientMutationId } }', 'content'],
  ['mutation P($input: X!) { createBranchProtectionRule(input: $input) { id } }', 'write'],
])('%s is of the kind %s', (query, kind) => {
  expect(graphqlCost(query)).toEqual({ kind, api: 'graphql' });
});

test('what changes something costs five points', () => {
  expect(['GET /x', 'POST /x'].map((route) => pointsOf(restCost(route)))).toEqual([1, 5]);
  expect(['{ x }', 'mutation { x }'].map((query) => pointsOf(graphqlCost(query)))).toEqual([1, 5]);
});
