import type { Band } from '../policy';

const colours: Record<Band, string> = {
  excellent: 'brightgreen',
  good: 'green',
  fair: 'yellow',
  poor: 'red',
};

/** The badge as a shields.io endpoint. https://shields.io/badges/endpoint-badge */
export interface Badge {
  readonly schemaVersion: 1;
  readonly label: string;
  readonly message: string;
  readonly color: string;
}

export function renderBadge(score: { readonly value: number; readonly band: Band }): Badge {
  return {
    schemaVersion: 1,
    label: 'readiness',
    message: `${score.value} %`,
    color: colours[score.band],
  };
}
