import { type ResourceState } from '../state/resource-state';
import { Limiter } from '../../core/pace/limiter';
import { type RunLog } from './run-log';
import { type StateRecorder } from './state-recorder';

const timeoutNames = { creating: 'create', updating: 'update', deleting: 'delete' } as const;

/** The effects of a run on the world: a bounded number at once, each recorded before and after. */
export class Effects {
  private readonly limiter: Limiter;

  constructor(
    private readonly options: {
      readonly dryRun: boolean;
      readonly parallel: number;
      readonly recorder: StateRecorder;
    },
    private readonly log: RunLog,
  ) {
    this.limiter = new Limiter(options.parallel);
  }

  /**
   * A preview only works out what the effect would give, so nothing is recorded.
   *
   * @param work is handed the resource's timeout.
   */
  async run<T>(
    type: keyof typeof timeoutNames,
    state: ResourceState,
    work: (timeout: number) => Promise<T>,
  ): Promise<T> {
    const { dryRun, recorder } = this.options;
    const timeout = state.timeouts[timeoutNames[type]];
    if (dryRun) return work(timeout);
    return this.limiter.run(async () => {
      this.log.goOn();
      const step = await recorder.begin(type, state);
      const result = await work(timeout);
      await recorder.end(step);
      return result;
    });
  }
}
