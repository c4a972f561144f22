import { RequestControls } from './request-control';

test('a server gets ten attempts at once, from all credentials together', async () => {
  const controls = new RequestControls({ now: () => 0, wait: () => Promise.resolve() });
  const url = 'https://api.github.com';
  const [one, other] = [controls.of(url, 'a'), controls.of(url, 'b')];
  let [running, most] = [0, 0];
  const ends: (() => void)[] = [];
  const send = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => ends.push(resolve));
    running -= 1;
    return { status: 200 };
  };
  const all = Array.from({ length: 25 }, (_, index) => (index % 2 ? one : other).attempt(send));
  let finished = false;
  const whole = Promise.all(all).then(() => {
    finished = true;
  });
  while (!finished) {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await whole;
  expect(most).toBe(10);
});
