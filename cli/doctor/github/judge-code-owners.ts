import { type DoctorFinding } from '../finding';
import { type RepositoryCase } from './repository-case';

type Result = Omit<DoctorFinding, 'subject'>;

const syntaxPage =
  'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-syntax';

/** Lines that GitHub ignores have no owner to wait for. */
export function judgeCodeOwners({ facts }: RepositoryCase): readonly Result[] {
  const answer = facts.codeOwnersErrors;
  // Where there is no CODEOWNERS the delivery itself makes one, or is refused.
  if (answer === undefined || answer.kind === 'absent') return [];
  if (answer.kind !== 'found') {
    return [
      {
        check: 'branch',
        status: 'unknown',
        message: `the errors of CODEOWNERS cannot be read: ${answer.message}`,
        remedy: 'grant the repository permission Contents: read-only',
      },
    ];
  }
  return answer.value.map(({ path, line, kind, suggestion }): Result => ({
    check: 'branch',
    status: 'warning',
    message: `${path}, line ${String(line)}: ${kind}; GitHub ignores the line, and waits for no owner of its files`,
    remedy: suggestion ?? 'correct the line',
    link: syntaxPage,
  }));
}
