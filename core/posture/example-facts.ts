import { known, missing } from '../readiness/facts';
import { type PostureFacts, type ProtectionFacts, type Sourced } from './facts';

/** A fact of an example. */
export const sourcedExample = <T>(value: T, source = 'GET /example'): Sourced<T> => ({
  ...known(value),
  source,
});

/** A fact that an example lacks. */
export const unreadExample = <T>(reason = 'no access'): Sourced<T> => ({
  ...missing<T>(reason),
  source: 'GET /example',
});

export const fullProtection: ProtectionFacts = {
  blocksDeletion: true,
  blocksForcePushes: true,
  requiresPullRequest: true,
  approvals: 2,
  codeOwnerReview: true,
  requiresChecks: true,
  upToDate: true,
  dismissesStale: true,
  lastPushApproval: true,
  bindsEveryone: true,
};

/** A repository of which nothing is known, with what an example knows. */
export function postureExample(change: Partial<PostureFacts> = {}): PostureFacts {
  return {
    repository: 'acme/orders',
    branch: 'main',
    now: '2026-11-24T09:00:00.000Z',
    paths: unreadExample(),
    files: unreadExample(),
    ownersPolicy: unreadExample(),
    license: unreadExample(),
    protection: unreadExample(),
    actions: unreadExample(),
    environments: unreadExample(),
    secrets: unreadExample(),
    webhooks: unreadExample(),
    vulnerabilities: unreadExample(),
    codeScanning: unreadExample(),
    releases: unreadExample(),
    ownersErrors: unreadExample(),
    findings: unreadExample(),
    ...change,
  };
}

/** The same with these files, whose texts were all read. */
export function postureOfFiles(
  texts: Readonly<Record<string, string>>,
  change: Partial<PostureFacts> = {},
): PostureFacts {
  const files = Object.entries(texts).map(([path, text]) => ({ path, text }));
  return postureExample({
    paths: sourcedExample(Object.keys(texts)),
    files: sourcedExample(files),
    ...change,
  });
}
