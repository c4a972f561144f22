import { z } from 'zod';
import { dayOf } from '../../core/waivers/expiry';
import { listedWaivers, longestDaysIn } from '../../core/waivers/listed-waivers';
import { waiversPath } from '../../core/waivers/waiver';
import { GitHubFailure } from '../../provider/github/failure';
import { ReadingGitHub } from '../../provider/github/reading-github';
import { wantedResources } from '../commands/wanted-resources';
import { gitHubCases } from '../doctor/examine';
import { type StepReport } from '../engine/run-report';

/** What the default branch of a repository waives, in a line each; none where it waives nothing. */
export interface RepositoryWaivers {
  /** `owner/name`. */
  readonly repository: string;
  readonly lines: readonly string[];
  /** Why they could not be read. */
  readonly failure?: string;
}

/** Repositories of one request. GitHub counts nodes, and each of these is two. */
const atOnce = 50;

const answer = z.record(
  z.string(),
  z
    .object({
      defaultBranchRef: z.object({ name: z.string() }).nullish(),
      object: z
        .object({ text: z.string().nullish(), isTruncated: z.boolean().nullish() })
        .nullish(),
    })
    .nullish(),
);

interface Place {
  readonly repository: string;
  readonly branch: string;
  /** Texts of the workflows that are delivered, which say how long a waiver may last. */
  readonly workflows: Iterable<string>;
}

/**
 * Reads what each repository of a stack waives, one request for fifty of them. Only the default branch's file counts.
 * Repositories of a connection without a credential are named as not read.
 */
export async function readWaiversOf(
  steps: readonly StepReport[],
  environment: NodeJS.ProcessEnv,
  now: Date,
): Promise<readonly RepositoryWaivers[]> {
  const today = dayOf(now.toISOString());
  const cases = gitHubCases(wantedResources(steps), environment);
  const all = cases.map(async ({ connection, needs }) => {
    const places = [...needs.values()].flatMap(({ repository, delivery, merging }) =>
      delivery === undefined || merging === undefined
        ? []
        : [{ repository, branch: delivery.branch, workflows: merging.workflows.values() }],
    );
    const { owner, credential } = connection;
    const failed = (failure: string) =>
      places.map(({ repository }) => ({
        repository: `${owner}/${repository}`,
        lines: [],
        failure,
      }));
    if (credential === undefined) return failed('no credential');
    try {
      const github = new ReadingGitHub(connection);
      const parts: RepositoryWaivers[] = [];
      for (let at = 0; at < places.length; at += atOnce)
        parts.push(...(await readPart(github, places.slice(at, at + atOnce), today)));
      return parts;
    } catch (error) {
      if (!(error instanceof GitHubFailure)) throw error;
      return failed(error.message);
    }
  });
  return (await Promise.all(all)).flat();
}

async function readPart(
  github: ReadingGitHub,
  places: readonly Place[],
  today: string,
): Promise<readonly RepositoryWaivers[]> {
  const fields = places.map(
    (_, index) =>
      `r${String(index)}: repository(owner: $owner, name: $n${String(index)}) { defaultBranchRef { name } ` +
      `object(expression: $e${String(index)}) { ... on Blob { text isTruncated } } }`,
  );
  const declared = places.map(
    (_, index) => `, $n${String(index)}: String!, $e${String(index)}: String!`,
  );
  const variables = Object.fromEntries(
    places.flatMap(({ repository, branch }, index) => [
      [`n${String(index)}`, repository],
      [`e${String(index)}`, `${branch}:${waiversPath}`],
    ]),
  );
  const found = answer.parse(
    await github.query(
      `query Waivers($owner: String!${declared.join('')}) { ${fields.join(' ')} }`,
      {
        owner: github.owner,
        ...variables,
      },
    ),
  );
  return places.map(({ repository, branch, workflows }, index): RepositoryWaivers => {
    const name = `${github.owner}/${repository}`;
    const one = found[`r${String(index)}`];
    if (one === null || one === undefined)
      return { repository: name, lines: [], failure: 'not found, or the token lacks access' };
    const { defaultBranchRef, object } = one;
    if (defaultBranchRef?.name !== branch || object === null || object === undefined)
      return { repository: name, lines: [] };
    const { text, isTruncated } = object;
    if (typeof text !== 'string' || isTruncated === true)
      return { repository: name, lines: [], failure: `${waiversPath} is binary or too large` };
    return {
      repository: name,
      lines: listedWaivers(text, { longestDays: longestDaysIn(workflows), today }),
    };
  });
}
