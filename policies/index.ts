import { PolicyPack } from '@pulumi/policy';
import { policiesOf, rules } from './library';

// The constructor serves the pack; the process ends with the engine.
new PolicyPack('gatehouse', {
  description:
    'CI gates, workflow hardening and branch protection of Python repositories on GitHub',
  enforcementLevel: 'mandatory',
  policies: policiesOf(rules),
});
