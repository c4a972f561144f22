import { type PropertyMap } from '../../../provider/protocol/property-value';
import { type PublishedSchema } from '../published-schema';
import { type SlackApi } from './api';

/** How one type of the Slack provider maps to the Web API. What comes back are all properties, with the `id`. */
export interface SlackType {
  readonly replaceKeys: readonly string[];
  readonly schema: PublishedSchema;
  /** @param resumed an interrupted run may have made it already, and then it is taken over. */
  create(api: SlackApi, inputs: PropertyMap, resumed: boolean): Promise<PropertyMap | undefined>;
  update(api: SlackApi, inputs: PropertyMap, id: string): Promise<PropertyMap | undefined>;
  read(api: SlackApi, inputs: PropertyMap, id: string): Promise<PropertyMap | undefined>;
  remove(api: SlackApi, inputs: PropertyMap, id: string): Promise<void>;
}
