import { GitError, runGit } from './github/git';
import { SandboxError } from './target';

/** Where the code of a repository is put to be run. */
interface ProofCheckout {
  /** Bare clone that it comes from. */
  readonly gitDirectory: string;
  readonly checkout: string;
  /** Home of whatever runs: no keys, no passwords. */
  readonly home: string;
  /** Whether CI checks submodules out. */
  readonly hasSubmodules: boolean;
}

/**
 * Submodules come from where a file of the repository says. Only public servers are asked, as CI does without a further key: no
 * program (`ext::`), no file of this machine, no key of whoever calls. Git itself refuses addresses that look like options.
 * https://git-scm.com/docs/git-config#Documentation/git-config.txt-protocolallow
 */
const onlyHttps = ['protocol.allow=never', 'protocol.https.allow=always'].flatMap((setting) => [
  '-c',
  setting,
]);

/**
 * Checks out the default branch, with submodules where CI has them.
 *
 * @throws {SandboxError} when a submodule cannot be fetched, such as one that needs the caller's credentials.
 */
export async function checkOutForProof(place: ProofCheckout): Promise<void> {
  const { gitDirectory, checkout, home, hasSubmodules } = place;
  const update = ['submodule', '--quiet', 'update', '--init', '--recursive'];
  try {
    await runGit(['clone', '--quiet', gitDirectory, checkout]);
    if (!hasSubmodules) return;
    await runGit(['-C', checkout, ...onlyHttps, ...update], { env: { HOME: home } });
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    const reason = /^fatal: (.*)$/m.exec(cause.stderr)?.[1] ?? cause.stderr.trim();
    throw new SandboxError(
      `nothing was proven: a clone with its submodules could not be made (${reason}); the pipeline is delivered all the same`,
      { cause },
    );
  }
}
