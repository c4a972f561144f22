import { type Violation } from '../core/reading/violation';
import { type Excepted } from './excepted';

/** What a check of files has to say. */
export interface CheckReport {
  readonly violations: readonly Violation[];
  /** What a comment or a waiver excuses. */
  readonly excepted: readonly Excepted[];
  /** What the baseline excuses. */
  readonly known: readonly Violation[];
  /** How many findings of the baseline are no longer there. */
  readonly gone: number;
}
