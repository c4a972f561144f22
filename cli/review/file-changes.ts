import { parsePath } from '../../provider/protocol/property-diff';
import { type StepReport } from '../engine/run-report';
import { isUnknown, type PropertyValue } from '../../provider/protocol/property-value';
import { deliveredFiles } from '../report/rendered-files';
import { type Change, type ChangeGroup, groupRepositories } from './change-group';
import { fileDiffer } from './file-diff';
import { repositoryOf } from './gate-state';

/** The files that a run creates, changes and removes, line by line where both contents are text that is known. */
export function fileChanges(steps: readonly StepReport[]): readonly ChangeGroup[] {
  const diff = fileDiffer();
  const text = (value: PropertyValue | undefined): string | undefined =>
    typeof value === 'string' && !isUnknown(value) ? value : undefined;
  const change = (
    path: string,
    before: PropertyValue | undefined,
    after: PropertyValue | undefined,
  ): Change => ({
    of: 'file',
    kind: before === undefined ? 'add' : after === undefined ? 'remove' : 'change',
    path,
    diff: diff(text(before), text(after)),
  });
  return groupRepositories(
    steps.flatMap((step) =>
      changedFiles(step).map(({ path, before, after }) => ({
        change: change(path, before, after),
        repository: repositoryOf(step),
      })),
    ),
  );
}

interface ChangedFile {
  readonly path: string;
  readonly before: PropertyValue | undefined;
  readonly after: PropertyValue | undefined;
}

function changedFiles(step: StepReport): readonly ChangedFile[] {
  const files = deliveredFiles(step.type, step.inputs);
  switch (step.operation) {
    case 'create':
      return files.map(({ path, value }) => ({ path, before: undefined, after: value }));
    case 'delete':
      return files.map(({ path, value }) => ({ path, before: value, after: undefined }));
    case 'update':
    case 'replace': {
      const [own] = files;
      return step.differences.flatMap(({ path, before, after, secret }) => {
        const [property, key] = parsePath(path);
        // The whole map of files, or one of them; a RepositoryFile's content is its only file.
        if (secret) return [];
        if (property === 'files' && key !== undefined) return [{ path: key, before, after }];
        return property === 'content' && own !== undefined
          ? [{ path: own.path, before, after }]
          : [];
      });
    }
    default:
      return [];
  }
}
