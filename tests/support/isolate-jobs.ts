import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';

/**
 * The workflow with the steps of all jobs but some replaced by one that does nothing and succeeds; names, needs and
 * conditions stay. So one gate can be run with everything that follows from its result, without the time of the others.
 * Nor does it look for caches, where none is found anyway: to hash the files of a key costs act six starts of Node a job.
 */
export function isolateJobs(workflow: string, kept: readonly string[]): string {
  const document = parseDocument(workflow);
  const jobs = document.get('jobs');
  if (!isMap(jobs)) throw new Error('the workflow has no jobs');
  for (const name of kept) if (!jobs.has(name)) throw new Error(`there is no job ${name}`);
  for (const { key, value } of jobs.items) {
    if (!isMap(value)) continue;
    const steps = value.get('steps');
    if (!isSeq<YAMLMap>(steps)) throw new Error(`${String(key)} has no steps`);
    if (kept.includes(String(key))) {
      steps.items = steps.items.filter(
        (step) => !String(step.get('uses')).startsWith('actions/cache/restore@'),
      );
      continue;
    }
    value.set('steps', document.createNode([{ name: 'Left out', shell: 'bash', run: 'true' }]));
    value.delete('outputs');
  }
  return document.toString({ lineWidth: 0 });
}
