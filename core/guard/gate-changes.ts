import { type ChangedFile } from '../readiness/change/changed-lines';
import { guardFinding, guardFindingKinds, type GuardFinding } from './guard-finding';
import { gatePath, isCollected, isLock, isPython, isTest } from './gate-paths';
import { mayPin, pinChanges } from './pins';
import { codeChanges, testsAdded } from './python-code';
import { mayHoldSettings, settingChanges, type FileTexts } from './tool-settings';

/** Longest line of a file that is read, in characters: settings have no longer ones, and readers slow down on them. */
const longestLine = 2000;

/** Files of a change whose text before and after it decides. */
export const filesToRead = (files: readonly ChangedFile[]): readonly string[] => [
  ...new Set(
    files
      .flatMap(({ path, previousPath }) => [
        path,
        ...(previousPath === undefined ? [] : [previousPath]),
      ])
      .filter((path) => mayHoldSettings(path) || mayPin(path)),
  ),
];

/**
 * What a change does to the gate that judges it, in the order of {@link guardFindingKinds}. Every text in it is hostile: a
 * file that cannot be read or that GitHub does not show is named as such, and never passes for one that is harmless.
 *
 * @param texts of the files that {@link filesToRead} names; one that is missing could not be read.
 */
export function gateChanges(
  files: readonly ChangedFile[],
  texts: ReadonlyMap<string, FileTexts>,
): readonly GuardFinding[] {
  const added = testsAdded(files);
  const found = files.flatMap((file) => [
    ...pathChanges(file),
    ...(isPython(file.path) && file.status !== 'removed' ? shownChanges(file, added) : []),
  ]);
  const read = filesToRead(files).flatMap((path) => textChanges(path, texts.get(path)));
  return [...found, ...read].sort(
    (a, b) => guardFindingKinds.indexOf(a.kind) - guardFindingKinds.indexOf(b.kind),
  );
}

function pathChanges({ path, previousPath, status }: ChangedFile): readonly GuardFinding[] {
  const paths = previousPath === undefined ? [path] : [path, previousPath];
  const ours = paths.flatMap((one) => {
    const kind = gatePath(one);
    return kind === undefined ? [] : [guardFinding(kind, one)];
  });
  const isGone = status === 'removed';
  const gone = isGone ? path : status === 'renamed' ? previousPath : undefined;
  if (gone === undefined) return ours;
  const isMoved = (is: (path: string) => boolean) => !isGone && is(path);
  const isLost = (is: (path: string) => boolean) => is(gone) && !isMoved(is);
  return [
    ...ours,
    ...(isLost(isLock) ? [guardFinding('lock-removed', gone)] : []),
    // Under a name that no runner looks for, tests are as good as gone.
    ...(isLost(isTest) || isLost(isCollected) ? [guardFinding('test-removed', gone)] : []),
  ];
}

function shownChanges(file: ChangedFile, added: ReadonlySet<string>): readonly GuardFinding[] {
  if (file.patch !== undefined) return codeChanges(file, added);
  // A file that was only moved has no lines to show.
  return file.changes === 0 ? [] : [guardFinding('not-shown', file.path)];
}

function textChanges(path: string, texts: FileTexts | undefined): readonly GuardFinding[] {
  const isReadable = (text: string | undefined) =>
    text === undefined || text.split('\n').every((line) => line.length <= longestLine);
  if (texts === undefined || !isReadable(texts.before) || !isReadable(texts.after))
    return [guardFinding('not-shown', path)];
  if (texts.before === texts.after) return [];
  return [
    ...(mayHoldSettings(path) ? settingChanges(path, texts) : []),
    ...(mayPin(path) ? pinChanges(path, texts) : []),
  ];
}
