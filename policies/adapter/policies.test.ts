import { createRequire } from 'node:module';
import { type ResourceValidationArgs } from '@pulumi/policy';
import { rules } from '../rules';
import { type ResourceRule, type Rule, type StackRule } from '../../core/reading/rule';
import { policyOf } from './policies';

// Both are exported, but the package's declarations leave them out.
const { unknownCheckingProxy, UnknownValueError } = createRequire(__filename)('@pulumi/policy') as {
  unknownCheckingProxy: (props: object) => Record<string, unknown>;
  UnknownValueError: new () => Error;
};

const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
const unknownProps = (props: object): Record<string, unknown> =>
  unknownCheckingProxy(Object.fromEntries(Object.keys(props).map((key) => [key, UNKNOWN])));

class NotApplicable extends Error {}

function notApplicable(reason?: string): never {
  throw new NotApplicable(reason);
}

function args(type: string, props: Record<string, unknown>): ResourceValidationArgs {
  return {
    type,
    props,
    urn: `urn:pulumi:dev::shop::${type}::example`,
    name: 'example',
    opts: {
      protect: false,
      ignoreChanges: [],
      aliases: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      additionalSecretOutputs: [],
    },
    stackTags: new Map(),
    isType: () => false,
    asType: () => undefined,
    getConfig: <T extends object>() => ({}) as T,
    notApplicable,
  };
}

/** What a policy does about a resource: the messages it reports and the error it ends with. */
async function verdict(rule: Rule, type: string, props: Record<string, unknown>) {
  const messages: string[] = [];
  const policy = policyOf(rule);
  const subject = args(type, props);
  const report = (message: unknown) => messages.push(String(message));
  try {
    if (rule.scope === 'stack' && 'validateStack' in policy) {
      const { urn, name, opts } = subject;
      const resource = {
        type,
        props,
        urn,
        name,
        opts,
        dependencies: [],
        propertyDependencies: {},
        isType: () => false,
        asType: () => undefined,
      };
      await policy.validateStack(
        {
          resources: [resource],
          getConfig: <T extends object>() => ({}) as T,
          stackTags: new Map(),
          notApplicable: notApplicable,
        },
        report,
      );
    } else if ('validateResource' in policy && typeof policy.validateResource === 'function') {
      await policy.validateResource(subject, report);
    }
    return { messages, error: undefined };
  } catch (error) {
    return { messages, error };
  }
}

const workflowRules = rules.filter((rule) => rule.scope === 'workflow' || rule.scope === 'file');
const resourceRules = rules.filter((rule): rule is ResourceRule => rule.scope === 'resource');
const stackRules = rules.filter((rule): rule is StackRule => rule.scope === 'stack');

describe('a value that is unknown in a preview', () => {
  test.each(workflowRules.map((rule) => [rule.name, rule] as const))(
    '%s passes no verdict on an unknown file',
    async (_, rule) => {
      const files = unknownCheckingProxy({
        files: { '.github/workflows/ci.yml': UNKNOWN },
      });
      const { messages, error } = await verdict(rule, 'gatehouse:index:WorkflowCommit', files);
      expect(messages).toEqual([]);
      expect(error).toBeInstanceOf(
        rule.scope === 'file' && rule.saysUnknown ? UnknownValueError : NotApplicable,
      );
    },
  );

  // A secret that cannot be seen, and a text that cannot be searched yet, are looked at again before the update.
  const silent = ['secret-patterns', 'secret-values'];
  test.each(resourceRules.map((rule) => [rule.name, rule] as const))(
    '%s passes no verdict on unknown properties',
    async (_, rule) => {
      const { type, props } = rule.example.violates;
      const { messages, error } = await verdict(rule, type, unknownProps(props));
      expect(messages).toEqual([]);
      if (!silent.includes(rule.name)) expect(error).toBeInstanceOf(UnknownValueError);
    },
  );

  test.each(stackRules.map((rule) => [rule.name, rule] as const))(
    '%s does not fail on unknown properties',
    async (_, rule) => {
      for (const { type, props } of rule.example.violates) {
        const { error } = await verdict(rule, type, unknownProps(props));
        expect(error === undefined || error instanceof UnknownValueError).toBe(true);
      }
    },
  );
});

test('a policy carries the rule: name, severity, link and settings with defaults', () => {
  const rule = rules.find((item) => item.name === 'job-timeouts');
  if (rule === undefined) throw new Error('job-timeouts is gone');
  expect(policyOf(rule)).toMatchObject({
    name: 'job-timeouts',
    severity: 'medium',
    url: rule.link,
    configSchema: { properties: { maximum: { type: 'integer', default: 60 } } },
  });
});
