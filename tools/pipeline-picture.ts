import { exampleSettings, renderPipeline } from '../core/pipeline';
import { jobTitles } from '../core/pipeline/job-titles';
import { isUnreadable, readWorkflow } from '../core/reading/read-workflow';

/** A job of the picture: its title and the jobs that it waits for directly, none of which waits for another of them. */
export interface PictureJob {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
}

/** The jobs of a workflow file. @throws Error when it cannot be read. */
export function pictureJobs(path: string, text: string): readonly PictureJob[] {
  const workflow = readWorkflow(path, text);
  if (isUnreadable(workflow)) throw new Error(`${path}: ${workflow.reason}`);
  const needs = new Map(
    workflow.jobs.map((job) => [job.id, job.needs.map(({ value }) => value)] as const),
  );
  const reaches = (from: string, to: string): boolean =>
    (needs.get(from) ?? []).some((need) => need === to || reaches(need, to));
  return workflow.jobs.map(({ id, name }) => {
    const all = needs.get(id) ?? [];
    return {
      id,
      title: name?.value ?? id,
      needs: all.filter((need) => !all.some((other) => reaches(other, need))),
    };
  });
}

const box = { width: 168, height: 34, gapX: 44, gapY: 16, margin: 12 };

const style = `
  rect { fill: #f6f8fa; stroke: #8c959f; }
  .required rect { fill: #ddf4e4; stroke: #1a7f37; stroke-width: 2; }
  text { fill: #1f2328; font: 13px system-ui, sans-serif; text-anchor: middle; }
  path { fill: none; stroke: #8c959f; }
  @media (prefers-color-scheme: dark) {
    rect { fill: #161b22; stroke: #6e7681; }
    .required rect { fill: #12301c; stroke: #3fb950; }
    text { fill: #e6edf3; }
    path { stroke: #6e7681; }
  }
`;

/** The jobs as an SVG for light and dark pages: each to the right of what it waits for, the required check marked. */
export function drawJobs(jobs: readonly PictureJob[], required: string): string {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const depth = (job: PictureJob): number =>
    Math.max(-1, ...job.needs.flatMap((need) => byId.get(need) ?? []).map(depth)) + 1;
  const depths = [...new Set(jobs.map(depth))].sort((a, b) => a - b);
  const columns = depths.map((column) => jobs.filter((job) => depth(job) === column));
  const rows = Math.max(...columns.map((column) => column.length));
  const height = 2 * box.margin + rows * (box.height + box.gapY) - box.gapY;
  const width = 2 * box.margin + columns.length * (box.width + box.gapX) - box.gapX;
  const places = new Map(
    columns.flatMap((column, x) =>
      column.map((job, y) => {
        const free = height - column.length * (box.height + box.gapY) + box.gapY;
        const top = free / 2 + y * (box.height + box.gapY);
        return [job.id, { left: box.margin + x * (box.width + box.gapX), top }] as const;
      }),
    ),
  );
  const place = (id: string) => places.get(id) ?? { left: 0, top: 0 };
  const edges = jobs.flatMap((job) =>
    job.needs.map((need) => {
      const to = place(job.id);
      const from = place(need);
      const [x1, y1] = [from.left + box.width, from.top + box.height / 2];
      const [x2, y2] = [to.left, to.top + box.height / 2];
      const middle = x2 - box.gapX / 2;
      return `<path d="M${x1} ${y1}H${middle - 10}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}"/>`;
    }),
  );
  const boxes = jobs.map((job) => {
    const { left, top } = place(job.id);
    const mark = job.title === required ? ' class="required"' : '';
    return `<g${mark}><rect x="${left}" y="${top}" width="${box.width}" height="${box.height}" rx="6"/><text x="${left + box.width / 2}" y="${top + 22}">${escaped(job.title)}</text></g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>The jobs of ci.yml</title>`,
    `<style>${style}</style>`,
    ...edges,
    ...boxes,
    '</svg>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** docs/pictures/pipeline.svg, from the workflow that a repository with every job receives. */
export function pipelinePicture(): string {
  const path = '.github/workflows/ci.yml';
  const { files } = renderPipeline(exampleSettings);
  const text = files.find((file) => file.path === path)?.content ?? '';
  return drawJobs(pictureJobs(path, text), jobTitles.ciSuccess);
}
