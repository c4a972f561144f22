import { type DoctorFinding } from './finding';
import { packageOf, type WantedResource } from './needs';
import { permissionsOf } from './permissions';
import { scopesOf } from './slack';

/** Where a vendor says what managing a resource takes, and how a reader of its page calls that. */
const vendors = {
  github: {
    check: 'permissions',
    what: 'permissions',
    link: 'https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps',
  },
  slack: { check: 'scopes', what: 'scopes', link: 'https://docs.slack.dev/reference/scopes' },
} as const;

/**
 * Resource types of which doctor does not know what managing them takes: reported by name, so that silence never looks
 * like approval. AWS is asked for the identity alone, whatever the type.
 */
export function unlistedFindings(resources: readonly WantedResource[]): readonly DoctorFinding[] {
  const unlisted = resources.filter((resource) => !isListed(resource));
  const types = [...new Set(unlisted.map(({ type }) => type))].sort();
  return types.map((type) => {
    const count = unlisted.filter((resource) => resource.type === type).length;
    const amount = count === 1 ? '1 resource' : `${count} resources`;
    const name = packageOf({ type });
    const vendor = isVendor(name) ? vendors[name] : undefined;
    if (vendor === undefined) {
      return {
        subject: type,
        check: 'credential',
        status: 'unknown',
        message: `${amount} not checked: doctor does not know the provider ${name}`,
        remedy: `check that the credentials of ${name} may manage this type`,
      };
    }
    return {
      subject: type,
      check: vendor.check,
      status: 'unknown',
      message: `${amount} not checked: doctor does not know which ${vendor.what} this type needs`,
      remedy: `look up the ${vendor.what} and check that the token has them`,
      link: vendor.link,
    };
  });
}

function isListed({ type }: WantedResource): boolean {
  switch (packageOf({ type })) {
    case 'github':
    case 'gatehouse':
      return permissionsOf(type) !== undefined;
    case 'slack':
      return scopesOf(type) !== undefined;
    // What `pulumi` is the package of belongs to the engine.
    case 'aws':
    case 'pulumi':
      return true;
    default:
      return false;
  }
}

function isVendor(name: string): name is keyof typeof vendors {
  return name in vendors;
}
