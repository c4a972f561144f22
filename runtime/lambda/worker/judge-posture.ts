import { asKept, postureOf } from '../../../core/posture/posture';
import type { History } from '../../../core/readiness/history';
import { keepPosture, type KeptPosture } from '../../../core/readiness/posture';
import type { RepositoryJudgement } from '../../../core/readiness/fleet';
import type { ArchivedFiles } from '../../adapters/archive-documentation';
import type { GitHubClient } from '../../adapters/github-client';
import { readPosture } from '../../adapters/posture-facts';

/** What a judgement is made from. */
interface Judged {
  readonly client: GitHubClient;
  readonly owner: string;
  readonly name: string;
  readonly branch: string;
  readonly now: Date;
  /** Undefined: the defaults. */
  readonly settings: RepositoryJudgement['posture'];
  /** Whose archive it is. */
  readonly commit: string;
  readonly archive: () => Promise<ArchivedFiles | undefined>;
  /** What is remembered, with the look of now. */
  readonly before: History;
}

/** Judges the security posture of a repository by what the runtime's permissions show. */
export async function judgePosture({
  client,
  owner,
  name: repository,
  branch,
  now,
  settings,
  commit,
  archive,
  before,
}: Judged): Promise<KeptPosture> {
  const at = now.toISOString();
  const { readings, security } = before;
  // Without an audit there are no packages either.
  const isAudited = readings?.reports.vulnerabilities !== undefined;
  const vulnerabilities = isAudited
    ? new Set((security?.packages ?? []).flatMap(({ ids }) => ids))
    : undefined;
  const facts = await readPosture(client, {
    ...{ owner, repository, branch, commit, now: at },
    ...{ archive, vulnerabilities },
  });
  const found = asKept(postureOf(facts, settings), at);
  const minimum = settings?.minimum ?? 0;
  return keepPosture(minimum === 0 ? found : { ...found, minimum }, before.posture);
}
