import {
  defaultDataBranch,
  defaultLongestWaiverDays,
  defaultOverrideLabel,
  defaultPolicy,
  defaultThreshold,
  qualityJobs,
} from '../../core/readiness/policy';

/** Defaults in action.yml that the score's rules give; an input that is left out and one that is empty then mean the same. */
const defaults: Readonly<Record<string, string>> = {
  threshold: String(defaultThreshold),
  weights: JSON.stringify(defaultPolicy.weights),
  window: String(defaultPolicy.window),
  'quality-jobs': JSON.stringify(qualityJobs),
  'override-label': defaultOverrideLabel,
  'data-branch': defaultDataBranch,
  'longest-days': String(defaultLongestWaiverDays),
};

/** action.yml with these defaults in their places. @throws Error when an input of them has no default to replace. */
export function withDefaults(description: string): string {
  return Object.entries(defaults).reduce((text, [input, value]) => {
    const place = new RegExp(`(^  ${input}:\\n(?:    .*\\n)*?    default: ).*$`, 'm');
    if (!place.test(text)) throw new Error(`action.yml has no default of the input ${input}`);
    return text.replace(place, (_, before: string) => `${before}${scalar(value)}`);
  }, description);
}

/** A text without quotes in it as a YAML scalar. */
const scalar = (text: string): string => (/^[a-z][a-z-]*$/.test(text) ? text : `'${text}'`);
