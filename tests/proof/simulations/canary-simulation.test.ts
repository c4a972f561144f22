import {
  decisionsOver,
  equalDeployments,
  foundRegressions,
} from '../../../core/smoke/canary/simulated-canaries';

/* What the documentation promises of a canary's verdict, over enough comparisons to tell 5 % from 7 %. */

const runs = 2_000;

test.each(equalDeployments)(
  'equal deployments are rolled back in 5 % at most: %s',
  (_name, service) => {
    const decisions = decisionsOver(runs, service, service);
    console.log(`${_name}: ${JSON.stringify(decisions)}`);
    expect(decisions['roll-back']).toBeLessThanOrEqual(0.05);
  },
);

test.each(foundRegressions)(
  'a regression is rolled back in 95 % at least: %s',
  (_name, before, after) => {
    const decisions = decisionsOver(runs, before, after);
    console.log(`${_name}: ${JSON.stringify(decisions)}`);
    expect(decisions['roll-back']).toBeGreaterThanOrEqual(0.95);
  },
);
