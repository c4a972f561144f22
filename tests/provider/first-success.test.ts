import { addRun, type NewRun } from '../../sandbox/github/add-run';
import { Loopback } from './loopback';

const loopback = new Loopback('first-success');
const ci = '.github/workflows/ci.yml';
const job = (name: string, conclusion = 'success') => ({ name, conclusion });

test('a check is required after it succeeded in a run of the repository itself', async () => {
  const repository = await loopback.repository({ 'README.md': 'theirs' });
  const news = repository.inputs(
    { [ci]: 'on: push\njobs: {}\n' },
    { checks: ['CI Success'], provenBy: ci },
  );
  const kind = loopback.kind();
  const { id, outputs } = await kind.create(news, repository.context);
  expect(outputs['checksOnBranch']).toEqual([]);
  const next = async () =>
    (await kind.update(id, outputs, news, repository.context))['checksOnBranch'];
  const ran = (run: Partial<NewRun>) =>
    addRun(loopback.github.world, {
      ...{ owner: 'acme', repository: repository.name, workflow: 'ci.yml' },
      jobs: [job('Lint'), job('CI Success')],
      ...run,
    });

  await ran({ headRepository: 'mallory/fork', event: 'pull_request' });
  expect(await next()).toEqual([]);
  await ran({ conclusion: 'failure' });
  expect(await next()).toEqual([]);
  await ran({ branch: 'another', headSha: await repository.git('rev-parse', 'main') });
  expect(await next()).toEqual([]);
  await ran({ workflow: 'other.yml' });
  expect(await next()).toEqual([]);
  await ran({ jobs: [job('Lint'), job('CI Success', 'skipped')] });
  expect(await next()).toEqual([]);
  await ran({});
  expect(await next()).toEqual(['CI Success']);
});
