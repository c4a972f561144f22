import {
  type GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { mostMessages } from '../../../core/readiness/announce';
import { type Declared } from '../../../core/undeclared/declared';
import { type GitHubClient } from '../../adapters/github-client';
import { type WorkMessage } from '../work-message';
import { reportUndeclared } from './report-undeclared';

const declared: Declared = {
  ...{ files: [], rulesets: [], environments: [], secrets: [], dependabotSecrets: [] },
  ...{ webhooks: [], allowedActions: true, defaultToken: true },
};
const message = {
  ...{ version: 1, owner: 'acme', stack: 'prod', period: 'daily' },
  ...{ scheduledAt: '2026-11-24T09:00:00Z', repository: { name: 'orders' } },
} as unknown as WorkMessage;

const notTaken = { delivered: false, kind: 'refused', reason: 'no_service' } as const;

/** A bucket, a GitHub with deploy keys and a Slack. */
function world() {
  const objects = new Map<string, string>();
  const state = { keys: ['old'], takes: true, count: 1, hasSlack: true };
  const sent: string[] = [];
  const warnings: string[] = [];
  const s3 = {
    send: (command: unknown) => {
      if (command instanceof PutObjectCommand) {
        objects.set(String(command.input.Key), command.input.Body as string);
        return Promise.resolve({});
      }
      const text = objects.get(String((command as GetObjectCommand).input.Key));
      return text === undefined
        ? Promise.reject(new NoSuchKey({ message: 'no', $metadata: {} }))
        : Promise.resolve({ Body: { transformToString: () => Promise.resolve(text) } });
    },
  } as unknown as S3Client;
  const client = {
    request: (_schema: unknown, route: string) => {
      const keys = state.keys.map((title, id) => ({ id, title, read_only: true }));
      const data = route.endsWith('/keys')
        ? keys
        : route.includes('/trees/')
          ? { tree: [] }
          : route.endsWith('secrets')
            ? { secrets: [] }
            : route.endsWith('environments')
              ? { environments: [] }
              : [];
      return Promise.resolve({ data, etag: undefined });
    },
  } as unknown as GitHubClient;
  const run = () =>
    reportUndeclared(message, declared, client, {
      environment: { bucket: 'b' },
      s3,
      send: state.hasSlack
        ? (one) => {
            if (!state.takes) return Promise.resolve(notTaken);
            sent.push(one.text);
            return Promise.resolve({ delivered: true } as const);
          }
        : undefined,
      countSight: () => Promise.resolve(state.count),
      warn: (text) => warnings.push(text),
    });
  return { objects, state, sent, warnings, run };
}
const file = 'undeclared/acme/orders.json';

it('reports what came since the first look, once', async () => {
  const { state, sent, warnings, run } = world();
  await run();
  expect([sent, warnings]).toEqual([[], []]);
  state.keys.push('new');
  await run();
  await run();
  expect(sent).toEqual(['Not declared: acme/orders']);
  expect(warnings).toEqual(['acme/orders: undeclared: deploy key new']);
});

it('writes nothing while nothing changes', async () => {
  const { objects, run } = world();
  await run();
  const before = objects.get(file);
  objects.set = () => {
    throw new Error('written');
  };
  await run();
  expect(objects.get(file)).toBe(before);
});

it('keeps what Slack did not take, and says it in one message with what came later', async () => {
  const { state, sent, warnings, run } = world();
  await run();
  state.keys.push('new');
  state.takes = false;
  await run();
  expect(warnings.at(-1)).toBe('the Slack message was not sent; the next run retries: no_service');
  state.takes = true;
  state.keys.push('newer');
  await run();
  await run();
  expect(sent).toEqual(['Not declared: acme/orders']);
});

it('keeps nothing for a Slack that is not configured', async () => {
  const { state, sent, warnings, run } = world();
  state.hasSlack = false;
  await run();
  state.keys.push('new');
  await run();
  state.hasSlack = true;
  await run();
  expect(sent).toEqual([]);
  expect(warnings).toEqual(['acme/orders: undeclared: deploy key new']);
});

it.each([
  [mostMessages, ['Not declared: acme/orders']],
  [mostMessages + 1, ['More repositories have what is not declared: stack prod']],
  [mostMessages + 2, []],
])('sends one message for all repositories beyond the limit of a run: %i', async (count, texts) => {
  const { state, sent, run } = world();
  await run();
  state.keys.push('new');
  state.count = count;
  await run();
  await run();
  expect(sent).toEqual(texts);
});

it.each(['{', '{"version":2,"parts":{},"owed":[]}'])(
  'does not overwrite what it cannot read: %s',
  async (text) => {
    const { objects, run } = world();
    objects.set(file, text);
    await expect(run()).rejects.toThrow(`restore an earlier version of ${file}`);
    expect(objects.get(file)).toBe(text);
  },
);
