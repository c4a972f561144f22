import { gatehouseTypes, githubTypes } from '../kernel/resource-types';
import { type RequestKind } from './request-kind';

/** Requests by kind; what is not named is none. */
type Requests = Readonly<Partial<Record<RequestKind, number>>>;

/** Requests that each operation on a resource takes. */
interface TypeCost {
  readonly create: Requests;
  readonly update: Requests;
  readonly delete: Requests;
}

/** As most types of the published provider: one write, and the resource read once after it. */
const plain: TypeCost = {
  create: { write: 1, read: 1 },
  update: { write: 1, read: 1 },
  delete: { write: 1 },
};

/** A secret is encrypted with a public key that is read first. */
const secret = (reads: number): TypeCost => ({
  create: { write: 1, read: reads },
  update: { write: 1, read: reads },
  delete: { write: 1 },
});

const graphql: TypeCost = {
  create: { write: 1, query: 2 },
  update: { write: 1, query: 2 },
  delete: { write: 1 },
};

/**
 * What an operation costs, without failures and pages. For the published provider these are its requests by its source
 * (integrations/terraform-provider-github, 6.x, whose resources read themselves after a write), those of
 * RepositoryFile counted; for Gatehouse's own they are counted by a test.
 */
const costs: Readonly<Record<string, TypeCost>> = {
  [githubTypes.ActionsSecret]: secret(2),
  [githubTypes.DependabotSecret]: secret(2),
  [githubTypes.ActionsEnvironmentSecret]: secret(3),
  [githubTypes.ActionsRepositoryPermissions]: {
    create: { write: 2, read: 2 },
    update: { write: 2, read: 2 },
    delete: { write: 1 },
  },
  [githubTypes.IssueLabel]: {
    create: { content: 1, read: 2 },
    update: { content: 1, read: 2 },
    delete: { content: 1 },
  },
  [githubTypes.BranchProtection]: graphql,
  [githubTypes.RepositoryFile]: {
    create: { content: 1, read: 5 },
    update: { content: 1, read: 2 },
    delete: { content: 1, read: 1 },
  },
  [gatehouseTypes.CacheSettings]: {
    create: { write: 2 },
    update: { write: 2 },
    delete: { write: 2 },
  },
};

/** The mark of the stack that manages the repository: looked at in the preview and before it is written, to a new branch. */
const ownerMark: Requests = { query: 2, content: 3 };
/** Delivery by commit: what the preview looks at, then the commit. */
const byCommit: TypeCost = {
  create: { query: 2, content: 1 },
  update: { query: 2, content: 1 },
  delete: { query: 3, content: 2 },
};
/** Delivery by pull request: a commit, its branch and the request. */
const byPullRequest: TypeCost = {
  create: { query: 2, content: 3 },
  update: { read: 1, query: 2, content: 1 },
  delete: { read: 1, query: 3, content: 4 },
};

/** What a preview of a delivery reads of a branch's rules. The embedded host reads them itself. */
const rulesOfBranch: Requests = { read: 2 };
/** What the embedded host reads of each repository before it changes something: the repository, its branch, the branch's rules. */
const lookOfHost: Requests = { read: 3 };

/** A resource of a preview, as far as its requests go. */
export interface PlannedStep {
  readonly type: string;
  readonly operation: 'same' | 'create' | 'update' | 'replace' | 'delete' | 'read';
  /** Of a WorkflowCommit: how it delivers. */
  readonly delivery?: 'commit' | 'pullRequest' | undefined;
  /** Of a WorkflowCommit: whether its files wait in a pull request, which is then looked at. */
  readonly isPending?: boolean | undefined;
  /** Of a WorkflowCommit: whether its first delivery marks the repository as managed by the stack. */
  readonly isMarked?: boolean | undefined;
  /** Name of the repository that it is in. */
  readonly repository?: string | undefined;
}

export type Counts = Readonly<Record<RequestKind, number>>;

const none: Counts = { read: 0, query: 0, content: 0, write: 0 };

const add = (one: Counts, more: Requests): Counts => ({
  read: one.read + (more.read ?? 0),
  query: one.query + (more.query ?? 0),
  content: one.content + (more.content ?? 0),
  write: one.write + (more.write ?? 0),
});

function costOf({ type, delivery }: PlannedStep): TypeCost | undefined {
  if (type === gatehouseTypes.WorkflowCommit)
    return delivery === 'pullRequest' ? byPullRequest : byCommit;
  return costs[type] ?? (type.startsWith('github:index/') ? plain : undefined);
}

/** Requests to GitHub that an update takes, its preview included, by the Pulumi engine or by the embedded host. */
export function requestsOf(steps: readonly PlannedStep[], by: 'engine' | 'host'): Counts {
  const own = requestsOfSteps(steps);
  const changes = steps.filter(({ operation }) =>
    ['create', 'update', 'replace', 'delete'].includes(operation),
  );
  if (by === 'host') {
    const names = new Set(changes.flatMap(({ repository }) => repository ?? []));
    return [...names].reduce((sum) => add(sum, lookOfHost), own);
  }
  return changes
    .filter(
      ({ type, operation }) => type === gatehouseTypes.WorkflowCommit && operation !== 'delete',
    )
    .reduce((sum) => add(sum, rulesOfBranch), own);
}

function requestsOfSteps(steps: readonly PlannedStep[]): Counts {
  return steps.reduce((sum, step) => {
    const cost = costOf(step);
    if (cost === undefined) return sum;
    switch (step.operation) {
      case 'create':
        return add(sum, created(step, cost));
      case 'update':
      case 'delete':
        return add(sum, cost[step.operation]);
      case 'replace':
        return add(add(sum, created(step, cost)), cost.delete);
      case 'read':
        return add(sum, { read: 1 });
      case 'same':
        return step.isPending === true ? add(sum, { query: 1, read: 1 }) : sum;
    }
  }, none);
}

const created = ({ isMarked }: PlannedStep, { create }: TypeCost): Requests =>
  isMarked === true ? add(add(none, create), ownerMark) : create;
