import { emptyRollout, readRollout, type RolloutState } from './rollout-state';

const stack = 'gatehouse/prod';
const state: RolloutState = {
  ...emptyRollout(stack),
  waves: [
    {
      ...{ number: 1, startedAt: '2026-03-01T09:00:00.000Z', finished: true },
      ...{ repositories: ['a'], accepted: 'known failure' },
    },
  ],
};

test('a state is read as it was written', () => {
  expect(readRollout(JSON.stringify(state), stack)).toEqual({ ok: true, state });
});

test.each<[string, string, string]>([
  ['text', '{', 'is not a valid state: '],
  ['another version', JSON.stringify({ ...state, version: 2 }), 'is not a valid state: version: '],
  [
    'a wave of no repository',
    JSON.stringify({ ...state, waves: [{ ...state.waves[0], repositories: [] }] }),
    'is not a valid state: waves.0.repositories: ',
  ],
  [
    'another stack',
    JSON.stringify({ ...state, stack: 'g/dev' }),
    'is the state of the stack g/dev',
  ],
])('%s is refused with what to do', (_name, text, message) => {
  const read = readRollout(text, stack);
  expect(read).toMatchObject({
    ok: false,
    problem: {
      file: 'rollout.json',
      message: expect.stringContaining(message) as string,
      remedy: expect.any(String) as string,
    },
  });
});
