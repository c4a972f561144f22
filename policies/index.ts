import { PolicyPack } from '@pulumi/policy';
import { refuseWrongConfiguration } from './adapter/pack-configuration';
import { policiesOf, rules } from './library';

refuseWrongConfiguration();

// The constructor serves the pack; the process ends with the engine.
new PolicyPack('gatehouse', {
  description:
    'CI gates, workflow hardening and branch protection of Python repositories on GitHub',
  enforcementLevel: 'mandatory',
  policies: policiesOf(rules),
});
