import { PolicyPack } from '@pulumi/policy';
import { policiesOf } from './adapter/policies';
import { watchSecrets } from './adapter/secret-paths';
import { rules } from './rules';

watchSecrets();

// The constructor serves the pack; the process ends with the engine.
new PolicyPack('gatehouse', {
  description:
    'CI gates, workflow hardening and branch protection of Python repositories on GitHub',
  enforcementLevel: 'mandatory',
  policies: policiesOf(rules),
});
