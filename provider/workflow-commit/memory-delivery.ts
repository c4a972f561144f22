import { mapFromWire, type ValueMap } from '../protocol/values';
import { deliver } from './deliver';
import { type Delivery } from './delivery';
import { readInputs } from './inputs';
import { MemoryRepository } from './memory-repository';
import { type WorkflowCommitState } from './state';

/** Deliveries to a repository in memory, one after the other, as updates of one resource are. For tests. */
export class MemoryDelivery {
  /** Messages to the person who runs the engine. */
  readonly log: string[] = [];
  state: WorkflowCommitState | undefined;

  constructor(
    readonly repository: MemoryRepository = new MemoryRepository('orders'),
    private readonly always: ValueMap = {},
  ) {}

  /** The delivery of these files to the branch main, from the state that the one before left. */
  of(files: ValueMap, more: ValueMap = {}): Delivery {
    const { name } = this.repository;
    const wire = { repository: name, branch: 'main', files, ...this.always, ...more };
    const inputs = readInputs(mapFromWire(wire));
    if (inputs === undefined) throw new Error('inputs are known here');
    return {
      repository: this.repository,
      inputs,
      previous: this.state,
      log: (severity, message) => this.log.push(`${severity}: ${message}`),
      waitMs: 0,
    };
  }

  async deliver(files: ValueMap, more: ValueMap = {}): Promise<WorkflowCommitState> {
    this.state = await deliver(this.of(files, more));
    return this.state;
  }
}
