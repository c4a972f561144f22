import { logLink } from './log-link';

/** What the console makes of its fragment. */
function opened(link: string): { readonly group: string; readonly query: URLSearchParams } {
  const fragment = new URL(link).hash.replaceAll('$', '%');
  const [, group = '', events = ''] = /log-group\/([^/]+)\/(.*)$/.exec(fragment) ?? [];
  const [path = '', query = ''] = decodeURIComponent(events).split('?');
  expect(path).toBe('log-events');
  return {
    group: decodeURIComponent(decodeURIComponent(group)),
    query: new URLSearchParams(query),
  };
}

test('a link opens the time and the request of a run', () => {
  const run = {
    requestId: '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
    from: 1_700_000_000_000,
    to: 1_700_000_002_500,
  };
  const { group, query } = opened(logLink('eu-central-1', '/aws/lambda/a-smoke', run) ?? '');
  expect(group).toBe('/aws/lambda/a-smoke');
  expect(query.get('filterPattern')).toBe(`"${run.requestId}"`);
  expect(Number(query.get('start'))).toBeLessThan(run.from);
  expect(Number(query.get('end'))).toBeGreaterThan(run.to);
});

test('outside of Lambda there is none', () => {
  expect(logLink('', '', { requestId: 'a', from: 0, to: 1 })).toBeUndefined();
});
