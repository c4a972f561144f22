import { loopbackAddress, providerVariables } from '../../core/kernel/provider-variables';
import { type PropertyMap } from './property-value';

/**
 * A provider's inputs with the address that the sandbox has today. A destroy or a refresh takes them from the state, and
 * another process may have had the port of then when the sandbox started again.
 */
export function atPresentAddress(inputs: PropertyMap, environment: NodeJS.ProcessEnv): PropertyMap {
  const { baseUrl } = inputs;
  const today = environment[providerVariables.github.address];
  const isMoved =
    typeof baseUrl === 'string' &&
    today !== undefined &&
    baseUrl !== today &&
    loopbackAddress(baseUrl) !== undefined &&
    loopbackAddress(today) !== undefined;
  return isMoved ? { ...inputs, baseUrl: today } : inputs;
}
