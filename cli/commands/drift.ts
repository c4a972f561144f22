import { dayOf } from '../../core/waivers/expiry';
import { providerVariables } from '../../core/kernel/provider-variables';
import { type GitHubConnection, readConnection } from '../../provider/github/connection';
import { ReadingGitHub } from '../../provider/github/reading-github';
import { type DriftFinding, type DriftKind, findingsOf, inOrder, kindOf } from '../drift/findings';
import { repositoryName } from '../drift/findings';
import { observe, type Observation } from '../drift/observe';
import { type DriftReport } from '../drift/report';
import { readKnown, writeKnown } from '../drift/known-file';
import { deliveredWorkflows, disabledWorkflows } from '../drift/schedules';
import {
  judgedThings,
  type Known,
  marksOf,
  undeclaredFindings,
  undeclaredIn,
  type UndeclaredLook,
} from '../drift/undeclared';
import { Limiter } from '../../core/pace/limiter';
import { type ProviderRegistry } from '../engine/provider-registry';
import { previewRecorder } from '../engine/state-recorder';
import { runWith } from '../engine/session';
import {
  type PropertyMap,
  unwrapSecret,
  withoutSecrets,
} from '../../provider/protocol/property-value';
import { requestsFunction } from '../../provider/protocol/reach';
import { parseProviderReference, providerType } from '../../provider/protocol/urn';
import { type ResourceState, type Snapshot } from '../state/resource-state';
import { exportedState } from './exported-state';
import { hiddenSecret, openStack } from './open-stack';
import { type RunOptions } from './run-command';

export interface DriftOptions extends RunOptions {
  /** An export of the engine's state, instead of the embedded host's own. */
  readonly stateFile: string | undefined;
  readonly kinds: ReadonlySet<DriftKind>;
  /** File with what an earlier look saw undeclared, which is not reported again; this look is written to it. */
  readonly since: string | undefined;
}

/**
 * Compares a stack's repositories with what its last update left, and changes neither: no state, no lock, no write to
 * GitHub, which it reads where the stack's provider or the environment says.
 */
export async function drift(options: DriftOptions): Promise<DriftReport> {
  const { kinds, environment, since } = options;
  const known = since === undefined ? {} : readKnown(since);
  const opened = await openStack({ ...options, withoutSecrets: true }, 'read');
  const snapshot =
    options.stateFile === undefined
      ? opened.keeper.snapshot(opened.loaded.file)
      : await exportedState(options.stateFile);
  const fleet = new Fleet(snapshot, environment);
  const isWanted = (state: ResourceState): boolean => {
    const kind = kindOf(state);
    return kind !== undefined && kinds.has(kind);
  };
  let observations: readonly Observation[] = [];
  const session = {
    project: opened.project,
    stack: opened.stack,
    config: opened.config,
    snapshot,
    packs: [],
    dryRun: true,
    parallel: options.parallel,
    recorder: previewRecorder(),
    environment,
    reach: 'read' as const,
    now: options.now,
    interrupted: options.interrupted,
    onOutput: options.onOutput,
  };
  let sent = 0;
  await runWith(session, async ({ providers }) => {
    observations = await observe(snapshot.resources, providers, options.parallel, isWanted, (one) =>
      currentInputs(one, environment),
    );
    sent = await requestsOf(providers, snapshot.resources);
  });
  const schedules = kinds.has('schedules') ? await fleet.schedules(options.parallel) : [];
  const today = dayOf(options.now().toISOString());
  const looks = kinds.has('undeclared')
    ? await fleet.undeclared(options.parallel, known, today)
    : [];
  if (since !== undefined && kinds.has('undeclared')) {
    const seen = looks.flatMap(({ repository, things, failure }) =>
      failure === undefined ? [[repository, marksOf(things)] as const] : [],
    );
    writeKnown(since, { ...known, ...Object.fromEntries(seen) });
  }
  const findings = [
    ...findingsOf(observations, (state) => fleet.fullName(state)),
    ...schedules,
    ...looks.flatMap(({ repository, things, failure }) =>
      failure === undefined ? undeclaredFindings(repository, things, known) : [failure],
    ),
  ];
  const repositories = new Set(snapshot.resources.flatMap((one) => repositoryName(one) ?? []));
  const byPlugin = observations.filter(({ state }) => state.type.startsWith('gatehouse:'));
  return {
    stack: opened.stack,
    repositories: repositories.size,
    requests: sent + fleet.requests + byPlugin.length,
    findings: inOrder(findings),
    notes: looks.flatMap(({ repository, unread }) =>
      unread.length === 0 ? [] : [`${repository}: not readable: ${unread.join(', ')}`],
    ),
  };
}

/** The GitHub of each provider of the state, and what its repositories hold. */
class Fleet {
  private readonly readers = new Map<string, ReadingGitHub>();
  private readonly providers: ReadonlyMap<string, PropertyMap>;

  constructor(
    private readonly snapshot: Snapshot,
    private readonly environment: NodeJS.ProcessEnv,
  ) {
    this.providers = new Map(
      snapshot.resources
        .filter(({ type }) => type.startsWith('pulumi:providers:'))
        .map(({ urn, inputs }) => [urn, inputs]),
    );
  }

  get requests(): number {
    return [...this.readers.values()].reduce((sum, reader) => sum + reader.requests, 0);
  }

  fullName(state: ResourceState): string {
    const { owner } = this.connection(this.providerInputs(state));
    const name = repositoryName(state) ?? '';
    return owner === '' ? name : `${owner}/${name}`;
  }

  /** One request for each repository that has workflows of ours. */
  async schedules(parallel: number): Promise<readonly DriftFinding[]> {
    const limiter = new Limiter(parallel);
    const byRepository = new Map<string, { state: ResourceState; paths: Set<string> }>();
    for (const state of this.snapshot.resources) {
      const paths = kindOf(state) === 'files' ? deliveredWorkflows(state) : [];
      if (paths.length === 0) continue;
      const key = this.fullName(state);
      const known = byRepository.get(key) ?? { state, paths: new Set<string>() };
      for (const path of paths) known.paths.add(path);
      byRepository.set(key, known);
    }
    const found = await Promise.all(
      [...byRepository.values()].map(({ state, paths }) =>
        limiter.run(() => {
          const inputs = this.providerInputs(state);
          const github = this.reader(inputs) ?? withoutCredential;
          const { owner } = this.connection(inputs);
          return disabledWorkflows(github, owner, repositoryName(state) ?? '', paths);
        }),
      ),
    );
    return found.flat();
  }

  /** What is in each repository of the state and not in the state. */
  async undeclared(
    parallel: number,
    known: Known,
    today: string,
  ): Promise<readonly RepositoryLook[]> {
    const limiter = new Limiter(parallel);
    const byRepository = new Map<string, [ResourceState, ...ResourceState[]]>();
    for (const state of this.snapshot.resources) {
      if (!state.custom || kindOf(state) === undefined) continue;
      const key = this.fullName(state);
      const known = byRepository.get(key);
      if (known === undefined) byRepository.set(key, [state]);
      else known.push(state);
    }
    return Promise.all(
      [...byRepository].map(([repository, own]) =>
        limiter.run(async () => {
          const inputs = this.providerInputs(own[0]);
          const { owner } = this.connection(inputs);
          const github = this.reader(inputs) ?? withoutCredential;
          return lookAt(repository, async () => {
            const look = await undeclaredIn(github, owner, repositoryName(own[0]) ?? '', own);
            const things = await judgedThings(github, repository, look.things, known, today);
            return { ...look, things };
          });
        }),
      ),
    );
  }

  private providerInputs({ provider }: ResourceState): PropertyMap {
    return this.providers.get(parseProviderReference(provider).urn) ?? {};
  }

  private connection(inputs: PropertyMap): GitHubConnection {
    const current = withoutSecrets(currentInputs(inputs, this.environment));
    const text = (key: string): string => {
      const value = current[key];
      return typeof value === 'string' ? value : '';
    };
    return readConnection({
      owner: text('owner') || (this.environment[providerVariables.github.owner[1]] ?? ''),
      baseUrl: text('baseUrl'),
      token: text('token'),
      appAuth: text('appAuth'),
    });
  }

  private reader(inputs: PropertyMap): ReadingGitHub | undefined {
    const connection = this.connection(inputs);
    if (connection.credential === undefined) return undefined;
    const key = JSON.stringify([connection.apiUrl, connection.owner]);
    const known = this.readers.get(key);
    if (known !== undefined) return known;
    const made = new ReadingGitHub(connection);
    this.readers.set(key, made);
    return made;
  }
}

const withoutCredential = {
  list: () => Promise.reject(new Error('no credential: set GITHUB_TOKEN')),
  find: () => Promise.reject(new Error('no credential: set GITHUB_TOKEN')),
};

/** What one repository has that is not the stack's, or why it could not be read. */
interface RepositoryLook extends UndeclaredLook {
  readonly repository: string;
  readonly failure?: DriftFinding;
}

async function lookAt(
  repository: string,
  look: () => Promise<UndeclaredLook>,
): Promise<RepositoryLook> {
  try {
    return { repository, ...(await look()) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const about = { repository, kind: 'undeclared', subject: 'repository' } as const;
    const failure = { ...about, change: 'unreadable', details: [reason] } as const;
    return { repository, things: [], unread: [], failure };
  }
}

/** How many requests the GitHub providers of a run have sent. */
async function requestsOf(
  providers: Pick<ProviderRegistry, 'get' | 'has'>,
  resources: readonly ResourceState[],
): Promise<number> {
  const used = resources.filter(
    ({ urn, type }) => type === providerType('github') && providers.has(urn),
  );
  const answers = await Promise.all(
    used.map(({ urn }) => providers.get(urn).invoke(requestsFunction, {})),
  );
  // A provider without a credential has sent none.
  return answers.reduce((sum, { result }) => sum + Number(result['requests'] ?? 0), 0);
}

/**
 * A provider's inputs with the credential and the address of today, where the environment has them: what an update used
 * may have ended since, and may be hidden here.
 */
function currentInputs(inputs: PropertyMap, environment: NodeJS.ProcessEnv): PropertyMap {
  const { token, appAuth, ...rest } = inputs;
  const today = environment[providerVariables.github.token] ?? '';
  const baseUrl = environment[providerVariables.github.address] ?? '';
  const isOpen = (value: PropertyMap[string] | undefined): boolean =>
    value !== undefined && !JSON.stringify(unwrapSecret(value)).includes(hiddenSecret);
  const address = baseUrl === '' ? {} : { baseUrl };
  if (today !== '') return { ...rest, ...address, token: today };
  return {
    ...rest,
    ...address,
    ...(isOpen(token) ? { token: token ?? null } : {}),
    ...(isOpen(appAuth) ? { appAuth: appAuth ?? null } : {}),
  };
}
