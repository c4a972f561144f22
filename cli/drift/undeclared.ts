import { z } from 'zod';
import { githubTypes } from '../../core/kernel/resource-types';
import { type Declared } from '../../core/undeclared/declared';
import { undeclaredParts } from '../../core/undeclared/parts';
import {
  isNew,
  type Marks,
  marksOf,
  undeclaredNews,
  type UndeclaredThing,
} from '../../core/undeclared/things';
import { GitHubFailure } from '../../provider/github/failure';
import { type ResourceState } from '../state/resource-state';
import { type DriftFinding } from './findings';
import { judgeDeployKey, judgeFileText, judgeWebhook } from './judge-undeclared';
import { deliveredFiles } from './schedules';

export { marksOf };

type Answer = Readonly<Record<string, unknown>>;

/** The part of GitHub that is asked. */
export interface UndeclaredSource {
  list(path: string, key?: string): Promise<readonly Answer[]>;
  find(path: string): Promise<Answer | undefined>;
}

export interface UndeclaredLook {
  readonly things: readonly UndeclaredThing[];
  /** Names of what the credential may not read. */
  readonly unread: readonly string[];
}

/** Marks of all that was undeclared at a look, by subject and repository. */
export type Known = Readonly<Record<string, Marks>>;

/**
 * Lists what is in a repository without being the stack's, with what the policy pack objects to in keys and webhooks.
 *
 * @param own the repository's resources of the state.
 */
export async function undeclaredIn(
  github: UndeclaredSource,
  owner: string,
  repository: string,
  own: readonly ResourceState[],
): Promise<UndeclaredLook> {
  const base = `/repos/${[owner, repository].map(encodeURIComponent).join('/')}`;
  const unread = new Set<string>();
  const things: UndeclaredThing[] = [];
  for (const part of undeclaredParts(declaredBy(own))) {
    const path = `${base}/${part.path}`;
    try {
      const answers =
        part.shape === 'list' ? await github.list(path, part.key) : await found(github, path);
      if (answers.length === 0 && part.shape === 'one') continue;
      things.push(...part.things(answers));
      const leftOut = part.leftOut?.(answers);
      if (leftOut !== undefined) unread.add(leftOut);
    } catch (error) {
      if (!(error instanceof GitHubFailure) || error.kind === 'uncertain') throw error;
      unread.add(part.what);
    }
  }
  return { unread: [...unread], things: things.map(judged) };
}

async function found(
  github: Pick<UndeclaredSource, 'find'>,
  path: string,
): Promise<readonly Answer[]> {
  const answer = await github.find(path);
  return answer === undefined ? [] : [answer];
}

/** What a repository's resources of the state declare. */
function declaredBy(own: readonly ResourceState[]): Declared {
  const names = (type: string, key: string): readonly string[] =>
    own.flatMap(({ type: of, inputs }) =>
      of === type && typeof inputs[key] === 'string' ? [inputs[key]] : [],
    );
  const has = (type: string): boolean => own.some((one) => one.type === type);
  const branch = own.map(({ inputs }) => inputs['branch']).find((one) => typeof one === 'string');
  return {
    ...(branch === undefined ? {} : { branch }),
    files: own.flatMap(deliveredFiles),
    rulesets: names(githubTypes.RepositoryRuleset, 'name'),
    environments: names(githubTypes.RepositoryEnvironment, 'environment'),
    secrets: names(githubTypes.ActionsSecret, 'secretName'),
    dependabotSecrets: names(githubTypes.DependabotSecret, 'secretName'),
    webhooks: own.flatMap(({ type, id }) =>
      type === githubTypes.RepositoryWebhook ? [id.split('/').at(-1) ?? ''] : [],
    ),
    allowedActions: has(githubTypes.ActionsRepositoryPermissions),
    defaultToken: has(githubTypes.WorkflowRepositoryPermissions),
  };
}

function judged({ deployKey, webhook, ...thing }: UndeclaredThing): UndeclaredThing {
  const details = [
    ...thing.details,
    ...(deployKey === undefined ? [] : judgeDeployKey(deployKey.isReadOnly)),
    ...(webhook === undefined ? [] : judgeWebhook(webhook)),
  ];
  return { ...thing, details };
}

const blobSchema = z.object({ content: z.string() });

/**
 * Those of the things that are new or have changed since a look, with what the policy pack objects to in files.
 *
 * @param today in UTC, such as `2026-03-31`.
 */
export async function judgedThings(
  github: Pick<UndeclaredSource, 'find'>,
  fullName: string,
  things: readonly UndeclaredThing[],
  known: Known,
  today: string,
): Promise<readonly UndeclaredThing[]> {
  const base = `/repos/${fullName.split('/').map(encodeURIComponent).join('/')}`;
  return Promise.all(
    things.map(async (thing) => {
      const { file } = thing;
      if (file === undefined || !isNew(known[fullName] ?? {}, thing)) return thing;
      const answer = await github.find(`${base}/git/blobs/${file.sha}`);
      if (answer === undefined) return thing;
      const text = Buffer.from(blobSchema.parse(answer).content, 'base64').toString('utf8');
      return { ...thing, details: [...thing.details, ...judgeFileText(file.path, text, today)] };
    }),
  );
}

/** What is new or has changed since a look; everything, where there was none. */
export const undeclaredFindings = (
  repository: string,
  things: readonly UndeclaredThing[],
  known: Known,
): readonly DriftFinding[] =>
  undeclaredNews(things, known[repository] ?? {}).map((news) => ({
    ...{ repository, kind: 'undeclared' },
    ...news,
  }));
