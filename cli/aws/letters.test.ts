import { isWork, letterText } from './letters';

const sentAt = '2026-11-24T10:02:00.000Z';
const scheduledAt = '2026-11-24T09:00:00Z';
const message = { owner: 'acme', repository: { name: 'orders' }, period: 'daily', scheduledAt };

test.each([
  [
    'work',
    JSON.stringify(message),
    undefined,
    true,
    'acme/orders, daily run of 2026-11-24T09:00:00Z, sent 2026-11-24T10:02:00.000Z',
  ],
  [
    'an event with its error',
    JSON.stringify({ period: 'weekly', scheduledAt }),
    'AccessDenied:\nno right',
    false,
    'weekly run of 2026-11-24T09:00:00Z, sent 2026-11-24T10:02:00.000Z: AccessDenied: no right',
  ],
  ['anything else', 'x\u001b[31m', undefined, false, `not readable, sent ${sentAt}: x [31m`],
])('%s is one line', (_name, body, error, work, text) => {
  const letter = { id: '1', body, sentAt, error };
  expect(letterText(letter)).toBe(text);
  expect(isWork(letter)).toBe(work);
});
