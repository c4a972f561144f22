import { GitHubError } from './github-error';

test.each([
  [401, 'the token is wrong or has expired'],
  [403, 'the token lacks a permission that this request needs'],
])(
  'a refusal with %d says what to check, in words that fit a job and a function alike',
  (status, hint) => {
    const { message } = new GitHubError('GET /repos/{owner}/{repo}', status, 'refused');
    expect(message).toBe(`GitHub: GET /repos/{owner}/{repo} answered ${status}: refused; ${hint}`);
    expect(message).not.toMatch(/\bjob\b|permissions:/);
  },
);
