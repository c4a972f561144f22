/** How far a change is kept from weakening the gate that judges it, from the weakest to the strongest. */
export const guardLevels = ['reported', 'owned', 'guarded'] as const;
export type GuardLevel = (typeof guardLevels)[number];
