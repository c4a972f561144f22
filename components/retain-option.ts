import type * as pulumi from '@pulumi/pulumi';

/** The option `retainOnDelete` of a component for its children, which Pulumi hands down to none. */
export function retainOption(opts: pulumi.ComponentResourceOptions | undefined): {
  readonly retainOnDelete?: boolean;
} {
  return opts?.retainOnDelete === true ? { retainOnDelete: true } : {};
}
