import { ProblemsError } from '../../core/kernel/problem';
import { GitHubFailure } from '../../provider/github/failure';
import { ProcessError } from '../processes/child-process';
import { AssetError } from '../../provider/protocol/assets';
import { CrypterError } from '../state/crypter';
import { CorruptStateError } from '../state/deployment-file';
import { PassphraseError } from '../state/passphrase';
import { StackLockedError } from '../state/stack-lock';

/** Whether an error is the user's to fix: it is shown by its message. Any other is a defect and keeps its stack trace. */
export function isUserError(error: unknown): error is Error {
  return (
    error instanceof ProblemsError ||
    error instanceof ProcessError ||
    error instanceof GitHubFailure ||
    error instanceof AssetError ||
    error instanceof CrypterError ||
    error instanceof CorruptStateError ||
    error instanceof PassphraseError ||
    error instanceof StackLockedError
  );
}
