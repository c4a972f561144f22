import { type Sourced } from '../../core/posture/facts';
import { known, missing } from '../../core/readiness/facts';
import { GitHubFailure } from '../../provider/github/failure';

/**
 * A fact that is read from an address of GitHub's API. What the credential may not read is missing and says why.
 *
 * @throws GitHubFailure where GitHub does not answer.
 */
export async function sourced<T>(path: string, read: () => Promise<T>): Promise<Sourced<T>> {
  const source = `GET ${path}`;
  try {
    return { ...known(await read()), source };
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.kind === 'uncertain') throw error;
    return { ...missing<T>(error.message), source };
  }
}

/** What follows from a fact, if it is known. */
export async function following<T, U>(
  fact: Sourced<T>,
  read: (value: T) => Promise<Sourced<U>>,
): Promise<Sourced<U>> {
  return fact.state === 'known'
    ? read(fact.value)
    : { ...missing<U>(fact.reason), source: fact.source };
}
