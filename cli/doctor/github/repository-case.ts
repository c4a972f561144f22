import { type RepositoryNeeds } from '../needs';
import { type Credential, type OwnerFacts, type RepositoryFacts } from './facts';

/** What is judged: what a stack needs of a repository, and what is known of it. */
export interface RepositoryCase {
  readonly owner: string;
  readonly needs: RepositoryNeeds;
  readonly credential: Credential;
  readonly ownerFacts: OwnerFacts;
  readonly facts: RepositoryFacts;
}
