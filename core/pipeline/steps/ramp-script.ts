import { type GateName, type ModeName, stagesOf } from '../../readiness/gate-modes';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { indent, type Script } from './script';

/** The stages in which a gate becomes stricter; none where it stays as it is. */
export const stagesIn = ({ gates }: Pick<PipelineSettings, 'gates'>, gate: GateName) =>
  stagesOf(gates[gate], gates.ramp?.[gate]);

/** Every mode that a gate has now or will have. */
export const modesIn = (
  settings: Pick<PipelineSettings, 'gates'>,
  gate: GateName,
): readonly ModeName[] => [
  settings.gates[gate],
  ...stagesIn(settings, gate).map(({ mode }) => mode),
];

/**
 * A script of a gate that becomes stricter on a day: the commands of the present mode until then, those of the next one from
 * then on. Which day it is decides when it runs, so that nothing has to be delivered on that day.
 *
 * @param script of settings in which the gate's mode holds throughout.
 */
export function rampScript(
  settings: PipelineSettings,
  gate: GateName,
  script: (settings: PipelineSettings) => Script,
): Script {
  const { ramp: _ramp, ...gates } = settings.gates;
  const stages = stagesIn(settings, gate);
  const last = stages.at(-1);
  if (last === undefined) return script(settings);
  const during = (mode: ModeName): Script =>
    indent(script({ ...settings, gates: { ...gates, [gate]: mode } }));
  return [
    ...stages.flatMap(({ from }, index) => [
      `${index === 0 ? 'if' : 'elif'} ${isBefore(from)}; then`,
      ...during(stages[index - 1]?.mode ?? gates[gate]),
    ]),
    'else',
    ...during(last.mode),
    'fi',
  ];
}

/** A condition of a shell: whether it is before a day, `2027-01-15`, in UTC. */
export const isBefore = (day: string): string =>
  `[ "$(date -u +%Y%m%d)" -lt ${day.replaceAll('-', '')} ]`;
