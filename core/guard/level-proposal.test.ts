import { gatehouseTypes, githubTypes } from '../kernel/resource-types';
import { type GuardSituation, levelProposal, planFeatures } from './level-proposal';
import { presentLevel } from './present-level';

const open: GuardSituation = {
  level: 'reported',
  restrictsPushes: false,
  isPrivate: false,
  ...planFeatures(undefined, false),
  requiresWorkflow: false,
  sharesFiles: true,
  hasBypassApp: true,
};
const inPlan = (plan: string | undefined): Partial<GuardSituation> => ({
  isPrivate: true,
  ...planFeatures(plan, true),
});

test.each<[string, Partial<GuardSituation>, string | undefined]>([
  [
    'a public repository',
    {},
    "guard: { level: guarded, owners: ['@OWNER'], app: { id: APP_ID, privateKey: { env: GUARD_KEY } } }",
  ],
  ['a guarded public one', { level: 'guarded' }, undefined],
  [
    'an owned one',
    { level: 'owned' },
    "guard: { level: guarded, owners: ['@OWNER'], app: { id: APP_ID, privateKey: { env: GUARD_KEY } } }",
  ],
  [
    'a private one on Team',
    inPlan('team'),
    "guard: { level: guarded, owners: ['@OWNER'], app: { id: APP_ID, privateKey: { env: GUARD_KEY } }, restrictPushes: true }",
  ],
  [
    'a guarded private one on Team',
    { ...inPlan('team'), level: 'guarded' },
    "guard: { level: guarded, owners: ['@OWNER'], app: { id: APP_ID, privateKey: { env: GUARD_KEY } }, restrictPushes: true }",
  ],
  [
    'one on Team that has all of it',
    { ...inPlan('team'), level: 'guarded', restrictsPushes: true },
    undefined,
  ],
  [
    'one on Enterprise that has all of it',
    { ...inPlan('enterprise'), level: 'guarded', restrictsPushes: true, requiresWorkflow: true },
    undefined,
  ],
  [
    'a guarded public one on Enterprise',
    { ...planFeatures('enterprise', false), level: 'guarded' },
    "guard: { level: guarded, owners: ['@OWNER'], app: { id: APP_ID, privateKey: { env: GUARD_KEY } }, requiredWorkflow: { repository: REPOSITORY, path: .github/workflows/FILE.yml, ref: main } }",
  ],
  [
    'one on Enterprise that lacks both',
    { ...inPlan('enterprise'), level: 'guarded' },
    "guard: { level: guarded, owners: ['@OWNER'], app: { id: APP_ID, privateKey: { env: GUARD_KEY } }, restrictPushes: true, requiredWorkflow: { repository: REPOSITORY, path: .github/workflows/FILE.yml, ref: main } }",
  ],
  [
    'one whose App could not push any more',
    { ...inPlan('team'), level: 'guarded', hasBypassApp: false },
    undefined,
  ],
  [
    'a private one on Free',
    inPlan('free'),
    "guard: { level: owned, owners: ['@OWNER'] }, protection: { codeOwnerReview: true }",
  ],
  [
    'a private one whose plan is not shown',
    inPlan(undefined),
    "guard: { level: owned, owners: ['@OWNER'] }, protection: { codeOwnerReview: true }",
  ],
  ['an owned one on Free', { ...inPlan('free'), level: 'owned' }, undefined],
  ['one file at a time on Free', { ...inPlan('free'), sharesFiles: false }, undefined],
])('%s is proposed what is possible', (_name, situation, setting) => {
  expect(levelProposal({ ...open, ...situation })?.setting).toBe(setting);
});

test('the proposal says what is and what is possible', () => {
  expect(levelProposal({ ...open, ...inPlan('team') })?.message).toBe(
    'the level of the guard is reported; possible is guarded, with restricted pushes',
  );
  expect(levelProposal({ ...open, ...inPlan('enterprise') })?.message).toBe(
    'the level of the guard is reported; possible is guarded, with restricted pushes and a required workflow',
  );
});

describe('the present level', () => {
  const commit = (inputs: object) => ({
    type: gatehouseTypes.WorkflowCommit,
    inputs: { ...inputs },
  });
  const rules = (inputs: object) => ({
    type: githubTypes.RepositoryRuleset,
    inputs: { target: 'branch', ...inputs },
  });
  test.each([
    ['reported', [commit({}), rules({ name: 'gatehouse' })], false, false],
    ['owned', [commit({ shared: { block: 'x' } })], false, false],
    [
      'guarded',
      [commit({ shared: { block: 'x' } }), rules({ name: 'gatehouse-guard' })],
      false,
      false,
    ],
    [
      'reported',
      [commit({}), rules({ target: 'push', bypassActors: [{ actorId: 1 }] })],
      true,
      true,
    ],
  ])('is read from the resources: %s', (level, resources, restrictsPushes, hasBypassApp) => {
    expect(presentLevel('shop', resources)).toEqual({
      ...{ level, restrictsPushes, hasBypassApp, sharesFiles: true, requiresWorkflow: false },
    });
  });

  test.each([
    ['its own', 'shop', { requiredWorkflows: {} }, true],
    ['of another repository', 'blog', { requiredWorkflows: {} }, false],
    ['that requires none', 'shop', { deletion: true }, false],
  ])('knows a required workflow by a ruleset of the organization, %s', (_name, name, rules, is) => {
    const ruleset = {
      type: githubTypes.OrganizationRuleset,
      inputs: { rules, conditions: { repositoryName: { includes: ['web', name] } } },
    };
    expect(presentLevel('shop', [commit({}), ruleset])?.requiresWorkflow).toBe(is);
  });

  test('is not known where nothing is delivered as a set', () => {
    expect(presentLevel('shop', [rules({})])).toBeUndefined();
  });
});
