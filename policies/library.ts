import { watchConfiguration } from './adapter/pack-configuration';
import { watchSecrets } from './adapter/secret-paths';

// Before any policy runs, in whatever pack it is.
watchSecrets();
watchConfiguration();

export { policiesOf } from './adapter/policies';
export { rules } from './rules';
export { type Rule } from '../core/reading/rule';
