import { BodyTooLarge } from '../../core/kernel/http';
import { graphqlFailure, httpFailure } from './failure-of';

const answered = (
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
) => Object.assign(new Error(message), { status, response: { status, headers } });

test.each<readonly [string, unknown, string, string]>([
  [
    'an archived repository',
    answered(403, 'Repository was archived so is read-only.'),
    'refused',
    'unarchive the repository',
  ],
  [
    'single sign-on',
    answered(
      403,
      'Resource protected by organization SAML enforcement. You must grant your token access.',
    ),
    'refused',
    'authorise the token for single sign-on',
  ],
  [
    'a missing permission',
    answered(403, 'Resource not accessible by integration'),
    'refused',
    'Files need contents: write',
  ],
  ['429 without a word', answered(429, 'slow down'), 'refused', 'run again in 60 seconds'],
  [
    'a limit until a year that no date has',
    answered(403, 'API rate limit exceeded', {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '99999999999999',
    }),
    'refused',
    'run again in 86400 seconds',
  ],
  [
    'an archived repository, as unprocessable',
    answered(422, 'Repository was archived so is read-only.'),
    'refused',
    'unarchive the repository',
  ],
  [
    'an answer that is too large',
    new Error('the response is larger', { cause: new BodyTooLarge(5) }),
    'refused',
    'larger',
  ],
  ['no answer', new Error('socket hang up'), 'uncertain', 'socket hang up'],
])('%s is reported as what it is', (_, error, kind, text) => {
  const failure = httpFailure('GET /x', error);
  expect(failure.kind).toBe(kind);
  expect(failure.message).toContain(text);
});

test('the token is in no message', () => {
  const error = new TypeError('Headers.append: "Bearer ghp_secret\n" is an invalid header value.');
  const { message } = httpFailure('GET /x', error, ['ghp_secret\n']);
  expect(message).toContain('Bearer [secret]');
  expect(message).not.toContain('ghp_secret');
});

const archived = 'Repository was archived so is read-only.';
const saml = 'Resource protected by organization SAML enforcement.';

test.each<readonly [string, string, object, string, RegExp]>([
  [
    'an archived repository',
    'CreateCommit',
    { message: archived },
    'refused',
    /read-only\.; unarchive the repository, or remove it from the stack$/,
  ],
  [
    'an archived repository, as forbidden',
    'UpdateRefs',
    { type: 'FORBIDDEN', message: archived },
    'refused',
    /read-only\.; unarchive the repository, or remove it from the stack$/,
  ],
  [
    'an archived repository whose ref is moved',
    'UpdateRefs',
    { message: archived },
    'refused',
    /read-only\.; unarchive the repository, or remove it from the stack$/,
  ],
  [
    'single sign-on',
    'BranchView',
    { type: 'FORBIDDEN', message: saml },
    'refused',
    /enforcement\.; authorise the token [^;]*$/,
  ],
  [
    'a missing permission',
    'CreateCommit',
    { type: 'FORBIDDEN', message: 'Resource not accessible by integration' },
    'refused',
    /contents: write/,
  ],
  [
    'a ref that has moved',
    'UpdateRefs',
    { message: 'is at another commit' },
    'moved',
    /another commit$/,
  ],
  ['anything else', 'CreateCommit', { message: 'is not valid' }, 'refused', /not valid$/],
])('GraphQL: %s is reported as what it is', (_, what, error, kind, text) => {
  const failure = graphqlFailure(what, [error]);
  expect(failure.kind).toBe(kind);
  expect(failure.message).toMatch(text);
});
