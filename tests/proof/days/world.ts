import { readFileSync } from 'node:fs';
import { exampleJobs } from '../../../core/readiness/example-facts';
import { actionWorld, goodReports, repository } from '../../runtime/action/action-world';
import { fleetGitHub } from '../../runtime/lambda/fleet-github';
import { serveHttp } from '../../runtime/smoke/loopback-servers';
import { Days, hour } from './days';
import { credentialName, register, webhookName, type WatchedStack } from './stacks';

/** Why a repository cannot be scored. */
export type LossKind = 'gone' | 'renamed' | 'archived';

/** A message that Slack took, by its first line. */
interface Told {
  readonly at: number;
  readonly text: string;
}

/** What goes wrong in the world at this time. */
interface Faults {
  /** GitHub limits the rate until then. */
  throttledUntil: number;
  isCredentialRevoked: boolean;
  readonly lost: Map<string, LossKind>;
  /** Repositories whose runs fail. */
  readonly sick: Set<string>;
  isSlackRefusing: boolean;
  /** Services that answer 503. */
  readonly down: Set<string>;
}

export interface DaysWorld {
  readonly days: Days;
  readonly faults: Faults;
  readonly told: readonly Told[];
  /** Requests to GitHub so far. */
  readonly requests: () => number;
  close(): Promise<void>;
}

const sickRepository = 'sick-service';

/** Stacks, GitHub, Slack and services from `start` on; `setTime` moves the clock of this process. */
export async function openDays(
  directory: string,
  stacks: readonly WatchedStack[],
  start: number,
  { setTime, random }: { readonly setTime: (now: number) => void; readonly random: () => number },
): Promise<DaysWorld> {
  const faults: Faults = {
    ...{ throttledUntil: 0, isCredentialRevoked: false, isSlackRefusing: false },
    ...{ lost: new Map(), sick: new Set(), down: new Set() },
  };
  const told: Told[] = [];
  let requests = 0;
  const world = await actionWorld(directory);
  const sandbox = world.world;
  await world.addRun('success', { reports: goodReports });
  await sandbox.seedRepository({ name: sickRepository, source: { directory: world.workspace } });
  await sandbox.addRun({
    ...{ repository: sickRepository, workflow: 'ci.yml', conclusion: 'failure' },
    jobs: exampleJobs('failure').map(({ name, conclusion }) => ({ name, conclusion })),
    artifacts: { 'reports-test': goodReports },
  });
  const github = await fleetGitHub(sandbox.githubUrl, repository, (name) =>
    faults.sick.has(name) ? sickRepository : undefined,
  );
  github.disturb = (name, target) => {
    requests += 1;
    return disturbance(faults, name, target, github.url);
  };
  const slack = await serveHttp((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (faults.isSlackRefusing) {
        response.writeHead(404).end('no_service');
        return;
      }
      const { text } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { text: string };
      told.push({ at: Date.now(), text });
      response.end('ok');
    });
  });
  const services = await serveHttp((request, response) => {
    const [, name = ''] = (request.url ?? '').split('/');
    response.writeHead(faults.down.has(name) ? 503 : 200).end();
  });
  const registered = [];
  // One after the other: Pulumi's mocks are of the whole process.
  for (const stack of stacks)
    registered.push(await register(stack, github.url, (name) => `${services.url}/${name}`));
  const days = new Days(registered, start, setTime, random);
  const { appId, installationId, appPrivateKeyFile } = sandbox;
  const privateKey = readFileSync(appPrivateKeyFile, 'utf8');
  days.aws.secrets.set(credentialName, JSON.stringify({ appId, installationId, privateKey }));
  days.aws.secrets.set(webhookName, slack.url);
  return {
    days,
    faults,
    told,
    requests: () => requests,
    close: async () => {
      days.close();
      await Promise.all([github.close(), slack.close(), services.close(), world.close()]);
    },
  };
}

/** GitHub's answer where something is wrong; undefined: the true one. */
function disturbance(faults: Faults, name: string, target: string, url: string) {
  if (faults.isCredentialRevoked) return answer(401, { message: 'Bad credentials' });
  const seconds = Math.min(hour, faults.throttledUntil - Date.now()) / 1000;
  if (seconds > 0 && name !== '') {
    const message = 'You have exceeded a secondary rate limit.';
    return answer(403, { message }, { 'retry-after': String(Math.ceil(seconds)) });
  }
  const loss = faults.lost.get(name);
  if (loss === 'gone') return answer(404, { message: 'Not Found' });
  if (loss === 'renamed') {
    const location = `${url}${target.replace(`/${name}`, `/${name}-renamed`)}`;
    return answer(301, { message: 'Moved Permanently' }, { location });
  }
  // The list of its runs stays what it was.
  if (loss === 'archived' && /^\/repos\/[^/]+\/[^/]+$/.test(target)) {
    return answer(200, { full_name: `acme/${name}`, archived: true, default_branch: 'main' });
  }
  return undefined;
}

function answer(status: number, body: object, headers: Readonly<Record<string, string>> = {}) {
  const content = { 'content-type': 'application/json', ...headers };
  return { status, headers: content, body: JSON.stringify(body) };
}
