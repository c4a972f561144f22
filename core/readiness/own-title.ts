import { callTitle } from '../kernel/delivered-names';

/** The title of a job without that of the job which calls its workflow, so that it is the same whether ci.yml calls the pipeline or has it. */
export function ownTitle(name: string): string {
  const prefix = `${callTitle} / `;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
