import { graphqlCost, restCost } from '../../core/pace/request-kind';
import { requestsOf } from '../../core/pace/request-costs';
import { gatehouseTypes } from '../../core/kernel/resource-types';
import { type ValueMap } from '../../provider/protocol/values';
import { Loopback, type TestRepository } from './loopback';

const loopback = new Loopback('provider-request-counts');
const first = { 'a.txt': '1', 'deep/b.txt': '1' };
const second = { 'a.txt': '2', 'deep/b.txt': '2' };
const owner = { stack: 'acme/ci/prod', branch: 'gatehouse-data' };

/** Requests that some work sends, by kind. */
async function counted(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const sent = jest.spyOn(globalThis, 'fetch');
  try {
    await work();
    const counts: Record<string, number> = { read: 0, query: 0, content: 0, write: 0 };
    for (const [url, init] of sent.mock.calls) {
      const path = new URL(url).pathname.replace('/api/v3', '');
      const body = init?.body as string | undefined;
      const { kind } = path.endsWith('/graphql')
        ? graphqlCost((JSON.parse(body ?? '') as { readonly query: string }).query)
        : restCost(`${init?.method ?? ''} ${path}`);
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    return counts;
  } finally {
    sent.mockRestore();
  }
}

/** A preview and then the operation, as an update does. */
async function cycle(repository: TestRepository, delivery: 'commit' | 'pullRequest') {
  const kind = loopback.kind();
  const { context } = repository;
  const more: ValueMap = { owner, delivery };
  const news = (files: typeof first) => repository.inputs(files, more);
  let outputs: ValueMap = {};
  const create = await counted(async () => {
    await kind.previewCreate(news(first), context);
    ({ outputs } = await kind.create(news(first), context));
  });
  const update = await counted(async () => {
    await kind.diff(outputs, news(second), context);
    await kind.previewUpdate(outputs, news(second), context);
    outputs = await kind.update('', outputs, news(second), context);
  });
  const same = await counted(() => kind.diff(outputs, news(second), context));
  return { create, update, same };
}

const estimated = (delivery: 'commit' | 'pullRequest', operation: 'create' | 'update' | 'same') =>
  requestsOf(
    [
      {
        ...{ type: gatehouseTypes.WorkflowCommit, delivery, operation },
        isMarked: true,
        isPending: delivery === 'pullRequest',
      },
    ],
    'engine',
  );

test.each(['commit', 'pullRequest'] as const)(
  'a delivery by %s takes the requests that are estimated',
  async (delivery) => {
    const { create, update, same } = await cycle(await loopback.repository(), delivery);
    expect({ create, update, same }).toEqual({
      create: estimated(delivery, 'create'),
      update: estimated(delivery, 'update'),
      same: estimated(delivery, 'same'),
    });
  },
);
