import * as pulumi from '@pulumi/pulumi';

/** `organization/project/stack`: what a repository says it is managed by. */
export const stackId = (): string =>
  `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
