import { type StackChanges } from './stack-review';
import { type Modules } from './checkout';

/** How the present working tree of the project differs from another revision, for every stack. */
export interface Review {
  readonly against: {
    /** As the user named it. */
    readonly revision: string;
    readonly commit: string;
    readonly modules: Modules;
  };
  /** Files of the working tree that are not committed as they are; they are part of what is compared. */
  readonly uncommitted: number;
  readonly stacks: readonly StackReview[];
}

export interface StackReview {
  readonly stack: string;
  /** Which of the two revisions has the stack's file. */
  readonly presence: 'both' | 'added' | 'removed';
  /** Why a side could not be looked at; then there is nothing to compare. */
  readonly problems: readonly ReviewProblem[];
  readonly compared: StackChanges | undefined;
}

export interface ReviewProblem {
  readonly side: 'before' | 'after';
  readonly message: string;
}

/** Whether every stack could be compared. */
export function isComplete(review: Review): boolean {
  return review.stacks.every(({ problems }) => problems.length === 0);
}

/** Whether any gate of any stack is weaker. */
export function isWeaker(review: Review): boolean {
  return review.stacks.some(({ compared }) =>
    compared?.gates.changes.some(({ direction }) => direction === 'weaker'),
  );
}
