import { inspectProject, type DetectedSettings } from './detect/inspect-project';

export { ProjectFileError, type DetectedSettings } from './detect/inspect-project';

/**
 * The settings that the project on a branch needs beyond the defaults: part of an entry of `gatehouse:repositories`.
 * `inspectProject` gives them with notes on what the pipeline will find missing.
 *
 * @throws {ProjectFileError} when the branch holds no Python project, or one that no supported version can run.
 */
export async function detectProject(
  gitDirectory: string,
  branch: string,
): Promise<DetectedSettings> {
  return (await inspectProject(gitDirectory, branch)).settings;
}
