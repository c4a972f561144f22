import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import type { BranchPlace } from './data-branch';

/** Where git finds a branch. */
export interface GitPlace extends BranchPlace {
  /** `https://github.com`, without a trailing slash. */
  readonly serverUrl: string;
}

/** Milliseconds after which git is given up: a connection that hangs should cost little, since there is another way. */
const patienceMs = 30_000;

/** Bytes that git may print: more than a history of years. */
const maximumBytes = 64 * 1024 * 1024;

/**
 * A file as a branch has it now, by git's own protocol, which GitHub does not count against the limit of its REST API.
 *
 * Undefined for every reason there may be: no such file or branch, no git on this runner, an expired token, a proxy that
 * lets only the API through. Who needs to know which asks the REST API.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export async function fetchFile(
  place: GitPlace,
  token: string,
  file: string,
): Promise<string | undefined> {
  const { serverUrl, owner, repository, branch } = place;
  const directory = await mkdtemp(path.join(tmpdir(), 'gatehouse-branch-'));
  const git = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', ['--git-dir', directory, ...args], {
      env: { ...process.env, ...authorization(serverUrl, token) },
      timeout: patienceMs,
      maxBuffer: maximumBytes,
    });
    return stdout;
  };
  try {
    await git('init', '--quiet', '--bare');
    const address = `${serverUrl}/${owner}/${repository}.git`;
    await git('fetch', '--quiet', '--depth=1', '--no-tags', address, `refs/heads/${branch}`);
    return await git('cat-file', 'blob', `FETCH_HEAD:${file}`);
  } catch {
    return undefined;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * The token as a header for this server alone, as actions/checkout hands it to git, but in the environment, where no
 * list of processes shows it; and no one is asked when it is refused.
 * https://git-scm.com/docs/git-config#Documentation/git-config.txt-GITCONFIGCOUNT
 */
function authorization(serverUrl: string, token: string): Readonly<Record<string, string>> {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  const settings = [
    [`http.${serverUrl}/.extraheader`, `AUTHORIZATION: basic ${basic}`],
    ['credential.helper', ''],
  ];
  return {
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key = '', value = ''], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}
