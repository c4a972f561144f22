import { shownRegions, threadElsewhere, type RegionState } from './region-state';

const at = (region: string, failing?: boolean): RegionState => ({ region, failing });

test.each<[readonly RegionState[], string]>([
  [[at('b', false), at('c', false)], 'it fails from a only; it passes from b, c'],
  [[at('b', true), at('c', true)], 'it fails from every region: a, b, c'],
  [[at('b', true), at('c', false)], 'it fails from a, b; it passes from c'],
  [[at('b', true), at('c')], 'it fails from a, b; nothing is known from c'],
  [[at('b')], 'it fails from a; nothing is known from b'],
  [[at('b', false), at('c')], 'it fails from a only; it passes from b; nothing is known from c'],
])('%j', (others, expected) => {
  expect(shownRegions('a', others)).toBe(expected);
});

test('the thread is that of a region which still fails', () => {
  const thread = { channel: 'C1', ts: '1.5' };
  const over = { ...at('b', false), thread: { channel: 'C1', ts: '0.5' } };
  const unknown = { ...at('c'), thread: { channel: 'C1', ts: '0.7' } };
  expect(threadElsewhere([])).toBeUndefined();
  expect(threadElsewhere([over, unknown, at('d', true)])).toBeUndefined();
  expect(threadElsewhere([over, at('d', true), { ...at('e', true), thread }])).toEqual(thread);
});
