import { propertyDifferences } from '../../provider/protocol/property-diff';
import { parseUrn } from '../../provider/protocol/urn';
import { isRecordedOnly } from '../../provider/recorded/recorded-mark';
import { type ResourceState } from '../state/resource-state';
import { AbortedError } from './aborted-error';
import { type Diagnostic, type Operation, type StepReport } from './run-report';
import { type SecretMask } from './secret-mask';

/** What has happened in a run so far, and whether it may go on. */
export class RunLog {
  readonly steps: StepReport[] = [];
  readonly diagnostics: Diagnostic[] = [];
  private failed = false;

  constructor(
    private readonly dryRun: boolean,
    private readonly mask: SecretMask,
  ) {}

  get hasFailed(): boolean {
    return this.failed;
  }

  /** Whether the run must end: in a preview everything is looked at first, an update stops at the first failure. */
  get isAborted(): boolean {
    return this.failed && !this.dryRun;
  }

  /** @throws AbortedError when the run must end. */
  goOn(): void {
    if (this.isAborted) throw new AbortedError();
  }

  /** Reports a failure of the run; an update then begins nothing new. */
  fail(message: string, urn = ''): void {
    this.failed = true;
    this.diagnostics.push({ severity: 'error', message, urn });
  }

  /** Reports what was thrown while a resource was worked on. */
  failBy(error: unknown, urn: string): void {
    this.fail(error instanceof Error ? error.message : String(error), urn);
  }

  /** The run failed for a reason that is reported elsewhere. */
  markFailed(): void {
    this.failed = true;
  }

  /** Reports what happened to a resource. */
  step(
    operation: Operation,
    state: ResourceState,
    old: ResourceState | undefined,
    {
      replaceKeys = [],
      retained = false,
    }: { readonly replaceKeys?: readonly string[]; readonly retained?: boolean } = {},
  ): void {
    const differences =
      operation === 'update' || operation === 'replace'
        ? propertyDifferences(old?.inputs ?? {}, state.inputs)
        : [];
    const isNew = operation === 'create' || operation === 'replace' || operation === 'read';
    this.mask.learn(state.inputs);
    this.mask.learn(state.outputs);
    this.steps.push({
      urn: state.urn,
      type: state.type,
      name: parseUrn(state.urn).name,
      parent: state.parent,
      provider: state.provider,
      dependencies: state.dependencies,
      operation,
      // What an update will give is not always known; it leaves a recorded resource recorded.
      recorded: isRecordedOnly(isNew || old === undefined ? state.outputs : old.outputs),
      differences,
      replaceKeys,
      inputs: state.inputs,
      outputs: state.outputs,
      ...(retained ? { retained } : {}),
    });
  }
}
