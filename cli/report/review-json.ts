import { type ChangeGroup } from '../review/change-group';
import { isComplete, type Review, type StackReview } from '../review/review';
import { gatesDocument, type GatesDocument } from './gate-document';

/**
 * The document that `plan --against --json` prints. Fields are added, never renamed or removed. A secret is the text
 * `[secret]`, and in names and values `<repository>` stands for the repository's own name.
 */
interface ReviewDocument {
  /** Says who made the document: never the Pulumi engine. */
  readonly engine: string;
  readonly against: Review['against'];
  /** Files of the working tree that are not committed as they are. */
  readonly uncommittedFiles: number;
  /** False when a stack could not be compared; the exit code says the same. */
  readonly succeeded: boolean;
  readonly stacks: readonly {
    readonly stack: string;
    readonly presence: StackReview['presence'];
    readonly problems: StackReview['problems'];
    /** Null where the stack could not be compared, as `gates`. */
    readonly repositories: { readonly all: number; readonly changed: number } | null;
    readonly gates: GatesDocument | null;
    readonly changes: readonly ChangeGroup[];
  }[];
}

export function reviewJson(review: Review): string {
  const document: ReviewDocument = {
    engine: 'gatehouse embedded host (not the Pulumi engine)',
    against: review.against,
    uncommittedFiles: review.uncommitted,
    succeeded: isComplete(review),
    stacks: review.stacks.map(({ stack, presence, problems, compared }) => ({
      stack,
      presence,
      problems,
      repositories: compared?.repositories ?? null,
      gates: compared === undefined ? null : gatesDocument(compared.gates),
      changes: compared?.changes ?? [],
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
