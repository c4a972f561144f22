import { type Naming } from '../../../core/reading/readings';
import { textsProp, type ResourceView, type StackView } from '../../../core/reading/resource-view';

/** The buckets of a stack, by both names that the provider has for them. */
export function bucketsIn({ resources }: StackView): readonly ResourceView[] {
  return resources.filter(({ type }) => /^aws:s3\/bucket(?:V2)?:Bucket(?:V2)?$/.test(type));
}

/** How the settings of buckets name theirs. */
export function namingOf(buckets: readonly ResourceView[]): Naming {
  return {
    property: 'bucket',
    read: ({ props }) => textsProp(props, 'bucket'),
    by: ['bucket', 'id'],
    among: buckets,
  };
}
