import { writeFile } from 'node:fs/promises';
import { emptyHistory } from '../../../core/readiness/history';
import { renderSummary } from '../../../core/readiness/report/summary';
import { renderText } from '../../../core/readiness/report/text';
import { collect } from '../../dashboard/collect';
import type { Context, Ending } from '../context';
import { gitHubEnvironment, readTextFile } from '../environment';
import type { CollectInputs } from '../inputs';
import { lookOf } from '../look';

/** Looks at the branch as the dashboard does, and writes its readiness.json to a file. Nothing else is touched. */
export async function collectScore(inputs: CollectInputs, context: Context): Promise<Ending> {
  const environment = await gitHubEnvironment(context.variables, readTextFile);
  context.commands.mask(inputs['github-token']);
  const client = await context.gitHub({
    apiUrl: environment.apiUrl,
    token: inputs['github-token'],
    onWait: (message) => {
      context.commands.info(message);
    },
  });
  const look = lookOf(inputs, environment, context.now(), context);
  const found = await collect(client, look, emptyHistory);
  if (typeof found === 'string') {
    context.commands.notice('no run of the workflow has completed yet: there is nothing to score');
    return 'done';
  }
  const { document } = found;
  await writeFile(inputs.output, `${JSON.stringify(document, undefined, 2)}\n`);
  await context.commands.appendSummary(renderSummary(document));
  await context.commands.setOutput('score', String(document.value));
  await context.commands.setOutput('band', document.band);
  context.commands.info(renderText(document));
  return 'done';
}
