export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
}

/** A Relay connection over a whole list; cursors are positions. Only the wanted page is rendered. */
export async function connection<T>(
  items: readonly T[],
  args: PageArguments,
  render: (item: T) => unknown,
): Promise<Record<string, unknown>> {
  const start = args.after == null ? 0 : Number(Buffer.from(args.after, 'base64').toString()) + 1;
  const rest = items.slice(start);
  const taken =
    args.last == null
      ? rest.slice(0, args.first ?? 100)
      : rest.slice(Math.max(0, rest.length - args.last));
  const offset = args.last == null ? start : items.length - taken.length;
  const nodes = await Promise.all(taken.map(render));
  const cursor = (index: number): string => Buffer.from(String(offset + index)).toString('base64');
  return {
    totalCount: items.length,
    nodes,
    edges: nodes.map((node, index) => ({ cursor: cursor(index), node })),
    pageInfo: {
      hasNextPage: offset + taken.length < items.length,
      hasPreviousPage: offset > 0,
      startCursor: taken.length === 0 ? null : cursor(0),
      endCursor: taken.length === 0 ? null : cursor(taken.length - 1),
    },
  };
}
