import { type PipelineSettings } from '../../config/pipeline-settings';
import { indent, type Script } from './script';

/**
 * A script that begins to enforce on a day: the commands of the present mode until then, those of `enforce` from then on.
 * Which day it is decides when it runs, so that nothing has to be delivered on that day.
 *
 * @param script of settings whose mode holds throughout.
 */
export function securityScript(
  settings: PipelineSettings,
  script: (settings: PipelineSettings) => Script,
): Script {
  const { securityFrom: day, ...gates } = settings.gates;
  if (day === undefined || gates.security === 'enforce') return script(settings);
  const enforced = { ...settings, gates: { ...gates, security: 'enforce' } as const };
  return [
    `if ${isBefore(day)}; then`,
    ...indent(script({ ...settings, gates })),
    'else',
    ...indent(script(enforced)),
    'fi',
  ];
}

/** A condition of a shell: whether it is before a day, `2027-01-15`, in UTC. */
export const isBefore = (day: string): string =>
  `[ "$(date -u +%Y%m%d)" -lt ${day.replaceAll('-', '')} ]`;
