import { parseCaches, parseMcp } from './mcp';

const tools = (...verdicts: readonly string[]) =>
  parseMcp(
    JSON.stringify({ tools: verdicts.map((verdict) => ({ name: 't', verdict })) }),
    'mcp.json',
  );
const caches = (...hits: readonly unknown[]) =>
  parseCaches(JSON.stringify(hits.map((hit) => ({ cache: 'uv', hit }))), 'caches.json');

test('every tool counts, and as failed only one whose call failed', () => {
  expect(tools('passed', 'failed', 'not called', 'failed', 'passed')).toEqual({
    ok: true,
    value: { tools: 5, failed: 2 },
  });
  expect(tools()).toEqual({ ok: true, value: { tools: 0, failed: 0 } });
});

test('a verdict of another name is refused', () => {
  expect(tools('passed', 'fine')).toMatchObject({
    ok: false,
    problems: [{ path: 'tools.1.verdict' }],
  });
});

test('every look-up counts, and as a hit only one that hit', () => {
  expect(caches(true, false, true)).toEqual({ ok: true, value: { lookups: 3, hits: 2 } });
  expect(caches()).toEqual({ ok: true, value: { lookups: 0, hits: 0 } });
});

test('a look-up that says neither is refused', () => {
  expect(caches(true, 'yes')).toMatchObject({ ok: false, problems: [{ path: '1.hit' }] });
});
