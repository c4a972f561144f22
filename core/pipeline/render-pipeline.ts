import { type Problem } from '../kernel/problem';
import { validateWorkflow } from './validate-workflow';
import { type PipelineFile } from './pipeline-files';
import { refused, renderFiles, type RenderedPipeline } from './render-files';
import { type PipelineSettings } from '../config/pipeline-settings';

/**
 * Renders everything that is committed to one repository, and has GitHub's own parser accept every workflow of it, so
 * that what GitHub would refuse is known before anything is touched. Equal content is rendered and parsed once.
 * Problems name the repository; with the file, line and column where they come from a file.
 */
export function renderPipeline(settings: PipelineSettings): RenderedPipeline {
  const rendered = renderFiles(settings);
  const problems = [
    ...rendered.problems,
    ...[...rendered.files, ...(rendered.called === undefined ? [] : [rendered.called])]
      .filter(isWorkflow)
      .flatMap(refusedByGitHub),
  ];
  if (problems.length === 0) return rendered;
  const repository = `${settings.owner}/${settings.repository}`;
  return refused(
    problems.map((problem) => ({
      ...problem,
      file: problem.file === undefined ? repository : `${repository}/${problem.file}`,
    })),
  );
}

function isWorkflow(file: PipelineFile): boolean {
  return /^\.github\/workflows\/[^/]+\.ya?ml$/.test(file.path);
}

function refusedByGitHub({ path, content }: PipelineFile): readonly Problem[] {
  return validateWorkflow(path, content).map((problem) => {
    const line = problem.line === undefined ? undefined : content.split('\n')[problem.line - 1];
    return {
      ...problem,
      ...(line === undefined ? {} : { found: line.trim() }),
      remedy: 'change the setting on this line',
    };
  });
}
