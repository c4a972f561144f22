import * as aws from '@pulumi/aws';
import * as github from '@pulumi/github';
import { runtime } from '@pulumi/pulumi';
import * as slack from '@pulumi/slack';
import { awsTypes, githubTypes, slackTypes } from '../../../core/kernel/resource-types';

/** Tokens of the classes that a package has under these names; the SDK keeps each as a static property. */
function published(classes: object, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    names.map((name) => {
      const found: unknown = Reflect.get(classes, name);
      return [name, typeof found === 'function' ? Reflect.get(found, '__pulumiType') : undefined];
    }),
  );
}

test('every type of GitHub and AWS is one of the published SDK, under its token', () => {
  expect(githubTypes).toEqual(published(github, Object.keys(githubTypes)));
  for (const [module, types] of Object.entries(awsTypes)) {
    const classes = Reflect.get(aws, module) as object;
    expect({ [module]: types }).toEqual({ [module]: published(classes, Object.keys(types)) });
  }
});

test("every type of Slack is one of the SDK's classes", async () => {
  const registered: string[] = [];
  await runtime.setMocks({
    call: ({ inputs }) => inputs as Record<string, unknown>,
    newResource: ({ type, inputs }) => {
      registered.push(type);
      return { id: 'id', state: inputs as Record<string, unknown> };
    },
  });
  const resources = [
    new slack.Conversation('channel', { name: 'ci', isPrivate: false }),
    new slack.Usergroup('group', { name: 'ci' }),
  ];
  await Promise.all(resources.map(({ id }) => new Promise((resolve) => id.apply(resolve))));
  expect(registered.sort()).toEqual(Object.values(slackTypes).sort());
});
