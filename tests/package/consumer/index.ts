import {
  builtToolkit,
  houseDefaults,
  Pipeline,
  pipelineSettings,
  repositoryProviders,
} from 'gatehouse/components';

const repository = {
  ...houseDefaults,
  name: 'orders',
  gates: { ...houseDefaults.gates, coverage: 85 },
};

const pipeline = new Pipeline(
  repository.name,
  {
    settings: pipelineSettings('acme', repository, false),
    delivery: { mode: 'commit', adopt: false, pullRequestBranch: 'ci/pipeline' },
    protection: repository.protection,
    secrets: { actions: {}, dependabot: {} },
    variables: { TIER: 'gold' },
    environments: {},
    caches: {},
    toolkit: builtToolkit,
  },
  { providers: repositoryProviders({ owner: 'acme' }) },
);

export const requiredChecks = pipeline.requiredChecks;
