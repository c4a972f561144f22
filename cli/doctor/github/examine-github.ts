import {
  levelProposal,
  type LevelProposal,
  planFeatures,
} from '../../../core/guard/level-proposal';
import { proveMerges } from '../../../core/merging/prove-merges';
import { GitHubClient } from '../../../provider/github/client';
import { type GitHubConnection } from '../../../provider/github/connection';
import { GitHubFailure } from '../../../provider/github/failure';
import {
  type BranchMerges,
  type Diagnosis,
  type DoctorFinding,
  type HigherLevel,
} from '../finding';
import { type RepositoryNeeds, type WantedResource } from '../needs';
import { ownerWideFindings } from '../owner-wide';
import { type Credential, type OwnerFacts, type RepositoryFacts } from './facts';
import { credentialNeeds, judgeCredential } from './judge-credential';
import { judgeExisting } from './existing';
import { judgeRepository } from './judge-repository';
import { Looker } from './looker';
import { readCredential } from './read-credential';
import { RepositoryReader } from './read-repository';
import { examineRequiredWorkflows, type Guarded } from './required-workflow';

/** Repositories that are looked at at once: with some requests each this stays well below GitHub's hundred. */
const atOnce = 12;

/** What a stack needs through one connection. */
export interface GitHubCase {
  readonly connection: GitHubConnection;
  readonly needs: ReadonlyMap<string, RepositoryNeeds>;
  /** All resources of the connection. */
  readonly resources: readonly WantedResource[];
}

/** Looks at credential and repositories of one connection. */
export async function examineGitHub({
  connection,
  needs,
  resources,
}: GitHubCase): Promise<Diagnosis> {
  const { owner, credential: acting } = connection;
  const subject = `GitHub ${owner}`;
  if (acting === undefined)
    return { findings: [withoutCredential(subject)], merges: [], requests: 0 };
  const looker = new Looker(new GitHubClient(connection));
  try {
    const credential = await readCredential(looker);
    const whole = credentialNeeds(owner, needs.values());
    if (!canAct(credential)) {
      const findings = judgeCredential(whole, credential, {});
      return { findings, merges: [], requests: looker.requests };
    }
    const reader = new RepositoryReader(looker, credential);
    const ownerFacts = await reader.ownerFacts();
    const seen = await inParallel([...needs.values()], atOnce, (one) =>
      examineRepository(reader, { owner, credential, ownerFacts }, one),
    );
    const guarded = new Map(
      seen.flatMap(({ name, guarded: one }) => (one === undefined ? [] : [[name, one] as const])),
    );
    const required = await examineRequiredWorkflows(
      looker,
      { owner, credential, ownerFacts },
      resources,
      guarded,
    );
    const isSilent = credential.kind === 'fine-grained' || credential.kind === 'installation';
    const probed = isSilent ? seen.find(({ isVisible }) => isVisible) : undefined;
    const probes = probed === undefined ? {} : await reader.probe(probed.name, whole.permissions);
    return {
      findings: [
        ...judgeCredential(whole, credential, probes),
        ...seen.flatMap(({ findings }) => findings),
        ...required,
        ...ownerWideFindings(owner, ownerFacts.isOrganization, resources),
      ],
      merges: seen.flatMap(({ merges }) => merges),
      levels: seen.flatMap(({ levels }) => levels),
      requests: looker.requests,
    };
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    const message = `cannot reach GitHub: ${error.message}`;
    return {
      findings: [{ subject, check: 'credential', status: 'missing', message }],
      merges: [],
      requests: looker.requests,
    };
  }
}

async function examineRepository(
  reader: RepositoryReader,
  who: {
    readonly owner: string;
    readonly credential: Credential;
    readonly ownerFacts: OwnerFacts;
  },
  needs: RepositoryNeeds,
): Promise<{
  readonly name: string;
  readonly isVisible: boolean;
  /** What a required workflow depends on; undefined where the repository cannot be seen. */
  readonly guarded: Guarded | undefined;
  readonly findings: readonly DoctorFinding[];
  readonly merges: readonly BranchMerges[];
  readonly levels: readonly HigherLevel[];
}> {
  const name = needs.repository;
  try {
    const facts = await reader.read(needs);
    const isVisible = facts.repository.kind === 'found';
    const subject = `${who.owner}/${name}`;
    const existing = isVisible ? await reader.existing(needs) : undefined;
    const findings = [
      ...judgeRepository({ ...who, needs, facts }),
      ...(existing === undefined ? [] : judgeExisting(existing)).map((one) => ({
        subject,
        ...one,
      })),
    ];
    const { merges: scene } = facts;
    const merges =
      scene === undefined ? [] : [{ subject, branch: scene.branch, proof: proveMerges(scene) }];
    const proposal = proposalFor(who.ownerFacts, facts, needs);
    const levels = proposal === undefined ? [] : [{ subject, proposal }];
    const { repository } = facts;
    const guarded =
      repository.kind === 'found'
        ? { isPublic: !repository.value.isPrivate, hasQueue: needs.mergeQueue }
        : undefined;
    return { name, isVisible, guarded, findings, merges, levels };
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    const subject = `${who.owner}/${name}`;
    const finding: DoctorFinding = {
      subject,
      check: 'repository',
      status: 'unknown',
      message: error.message,
    };
    return {
      ...{ name, isVisible: false, guarded: undefined },
      ...{ findings: [finding], merges: [], levels: [] },
    };
  }
}

/** The highest level of the guard that the repository can have, where it has a lower one. */
function proposalFor(
  { plan }: OwnerFacts,
  { repository, rules }: RepositoryFacts,
  { guard }: RepositoryNeeds,
): LevelProposal | undefined {
  if (guard === undefined || repository.kind !== 'found') return undefined;
  const { isPrivate } = repository.value;
  const features = planFeatures(plan, isPrivate);
  const hasRulesets = rules?.kind === 'plan' ? false : features.hasRulesets;
  return levelProposal({ ...guard, isPrivate, ...features, hasRulesets });
}

/** Whether it is worth asking anything with a credential. */
const canAct = (credential: Credential): boolean =>
  credential.kind !== 'rejected' && !(credential.kind === 'app' && credential.suspended);

const withoutCredential = (subject: string): DoctorFinding => ({
  subject,
  check: 'credential',
  status: 'missing',
  message: 'no credential in the stack or the environment',
  remedy: 'set GITHUB_TOKEN, or github.token or github.app in the stack’s configuration',
});

/** Works on all items, so many at a time; results in the items' order. The first failure fails the whole. */
async function inParallel<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
