import { type CallContext } from '../resource-kind';
import { type GitHubFailure } from './failure';

/** Says that GitHub is out of reach once in a run: in an outage every repository of a stack would say the same. */
export class OutageNotice {
  private isSaid = false;

  say(repository: string, { message }: GitHubFailure, log: CallContext['log']): void {
    if (this.isSaid) return;
    this.isSaid = true;
    log(
      'warning',
      `${repository} was not read, and the preview does without: ${message}; further repositories that cannot be read are not named`,
    );
  }
}
