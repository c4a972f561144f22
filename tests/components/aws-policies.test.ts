import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { parse } from 'yaml';
import { createAwsRuntime } from '../../infra/aws-runtime';
import { loadStack, type StackConfig } from '../../core/config/load';
import { DeployRoles } from '../../infra/deploy-roles';
import { formatProblem } from '../../core/kernel/problem';
import { type ResourceView, type StackView } from '../../core/reading/resource-view';
import { type Rule } from '../../core/reading/rule';
import { settingsOf } from '../../core/reading/settings-of';
import { ruleSubjects } from '../../policies/rules';
import { projectRoot } from '../support/tools';
import { type RecordedResource, recordResources } from './recorded-resources';

/* What the stacks of this tree register in AWS, judged by the rules of this tree. */

const functions = mkdtempSync(path.join(tmpdir(), 'gatehouse-functions-'));
for (const name of ['dispatcher', 'worker', 'smoke']) mkdirSync(path.join(functions, name));
afterAll(() => {
  rmSync(functions, { recursive: true });
});

function configOf(file: string): StackConfig {
  const { config } = parse(readFileSync(path.join(projectRoot, file), 'utf8')) as {
    readonly config: Readonly<Record<string, unknown>>;
  };
  const loaded = loadStack({
    file,
    values: Object.fromEntries(
      Object.entries(config).map(([key, value]) => [
        key.replace('gatehouse:', ''),
        JSON.stringify(value),
      ]),
    ),
    isSecret: () => false,
  });
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.config;
}

/** ARNs and URLs in a form of their own for each resource, as far as others use them. */
const computed = ({ type, name, inputs }: RecordedResource): Record<string, unknown> =>
  type.startsWith('aws:')
    ? { name, url: `https://${name}.test`, ...inputs, arn: `arn:aws:test:::${type}/${name}` }
    : {};

async function viewsOf(config: StackConfig): Promise<readonly ResourceView[]> {
  const recorded = await recordResources(() => {
    createAwsRuntime(config, functions, {});
    new DeployRoles(config, {});
  }, computed);
  return recorded
    .filter(({ type }) => type.startsWith('aws:'))
    .map((resource) => ({
      type: resource.type,
      name: resource.name,
      urn: resource.name,
      props: { ...resource.inputs, ...computed(resource) },
    }));
}

function judge(rule: Rule, resources: readonly ResourceView[]): readonly string[] {
  const settings = settingsOf(rule, {});
  if (rule.scope === 'resource') {
    return resources
      .filter(({ type }) => rule.types?.includes(type) ?? true)
      .flatMap((resource) =>
        rule
          .check(resource, settings, (read) => read())
          .map(({ message }) => `${resource.name}: ${message}`),
      );
  }
  if (rule.scope !== 'stack') throw new Error(`${rule.name} looks at files`);
  const stack: StackView = { resources, workflows: [], attempt: (read) => read() };
  return rule.check(stack, settings).map(({ message }) => message);
}

describe.each(['Pulumi.prod.yaml', 'Pulumi.local.yaml'])('%s', (file) => {
  let resources: readonly ResourceView[];
  beforeAll(async () => {
    resources = await viewsOf(configOf(file));
  });

  test('registers functions, queues, schedules and alarms', () => {
    const types = resources.map(({ type }) => type.split(':').at(-1));
    expect(types).toEqual(
      expect.arrayContaining(['Function', 'Queue', 'Schedule', 'MetricAlarm', 'Dashboard']),
    );
  });

  test.each(ruleSubjects.aws.map((rule) => [rule.name, rule] as const))(
    'has nothing against %s',
    (_name, rule) => {
      expect(judge(rule, resources)).toEqual([]);
    },
  );
});

describe('with checks from a further region', () => {
  const config = configOf('Pulumi.local.yaml');
  const smoke = { ...config.aws.smoke, enabled: true, regions: { 'us-east-1': {} } };
  const wide = { ...config, aws: { ...config.aws, smoke } };

  test('has nothing against any rule', async () => {
    const resources = await viewsOf(wide);
    expect(ruleSubjects.aws.flatMap((rule) => judge(rule, resources))).toEqual([]);
  });

  test('everything of its monitors is in that region, with names of its own', async () => {
    const recorded = await recordResources(() => createAwsRuntime(wide, functions, {}), computed);
    const [there, here] = [true, false].map((isThere) =>
      recorded.filter(
        ({ type, provider }) =>
          type.startsWith('aws:') && provider?.includes('::aws-us-east-1::') === isThere,
      ),
    );
    const kinds = (of: readonly RecordedResource[] = []) =>
      new Set(of.map(({ type }) => type.split(':').at(-1)));
    for (const kind of ['Function', 'Queue', 'Schedule', 'MetricAlarm', 'Topic', 'LogGroup']) {
      expect([kind, kinds(there).has(kind), kinds(here).has(kind)]).toEqual([kind, true, true]);
    }
    // The one bucket and what is in it is at home.
    expect([...kinds(there)].filter((kind) => kind?.startsWith('Bucket') === true)).toEqual([]);
    // Roles have names that are the account's, whatever the region.
    const roles = recorded.filter(({ type }) => type === 'aws:iam/role:Role');
    const names = roles.map(({ inputs }) => inputs['name']);
    expect(new Set(names).size).toBe(names.length);
    const topics = (there ?? []).flatMap(({ inputs }) => inputs['alarmActions'] ?? []);
    expect(new Set(topics).size).toBe(1);
    expect(topics[0]).toContain('alarms-us-east-1');
  });
});

test('the rules do look: taken apart, the runtime is objected to', async () => {
  const resources = await viewsOf(configOf('Pulumi.prod.yaml'));
  const without = (type: string): readonly ResourceView[] =>
    resources.filter((resource) => resource.type.split(':').at(-1) !== type);
  const found = [
    'RedrivePolicy',
    'BucketPublicAccessBlock',
    'BucketVersioning',
    'TopicSubscription',
  ]
    .map((type) => ruleSubjects.aws.filter((rule) => judge(rule, without(type)).length > 0))
    .map((rules) => rules.map(({ name }) => name));
  expect(found).toEqual([
    ['queue-dead-letters'],
    ['bucket-public-access'],
    ['bucket-versioning'],
    ['alarm-routes', 'runtime-watched'],
  ]);
});
