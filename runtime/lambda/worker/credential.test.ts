import { GitHubError } from '../../adapters/github-error';
import { isCredentialRefused, tokenOrRefusal } from './credential';

const error = (name: string, more: object = {}): Error =>
  Object.assign(new Error(name), { name, ...more });
const answered = (status: number | undefined, retryAfterSeconds?: number): GitHubError =>
  new GitHubError('POST /app/installations/1/access_tokens', status, 'x', { retryAfterSeconds });

test.each([
  ['GitHub gives the App no token', answered(401), true],
  ['the App is suspended', answered(403), true],
  ['the App is not installed any more', answered(404), true],
  ['GitHub limits the rate', answered(403, 60), false],
  ['GitHub is down', answered(502), false],
  [
    'the secret does not exist',
    error('ParameterNotFound', { $metadata: { httpStatusCode: 400 } }),
    true,
  ],
  [
    'the role may not read it',
    error('AccessDeniedException', { $metadata: { httpStatusCode: 400 } }),
    true,
  ],
  ['the secret is no credential', error('ProblemsError'), true],
  ['AWS is throttled', error('ThrottlingException', { $metadata: { httpStatusCode: 400 } }), false],
  ['AWS is down', error('InternalServerError', { $metadata: { httpStatusCode: 500 } }), false],
  ['nothing answers', error('TimeoutError'), false],
])('%s: someone has to act: %s', async (_name, cause, expected) => {
  const thrown: unknown = await tokenOrRefusal(() => Promise.reject(cause)).catch(
    (reason: unknown) => reason,
  );
  expect(isCredentialRefused(thrown)).toBe(expected);
});

test('a token that a request is refused with is one too, wherever in the causes it is', () => {
  const refused = new GitHubError('GET /repos/{owner}/{repo}', 401, 'Bad credentials');
  expect(isCredentialRefused(new Error('outer', { cause: refused }))).toBe(true);
  expect(isCredentialRefused(new GitHubError('GET /x', 404, 'Not Found'))).toBe(false);
});
