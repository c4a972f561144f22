/** In which way a change touches the gate that judges it; the order is that of the report. */
export const guardFindingKinds = [
  'workflow',
  'gate-code',
  'waiver',
  'owners',
  'dependabot',
  'threshold',
  'measured-code',
  'tool-settings',
  'suppression',
  'test-removed',
  'test-skipped',
  'assertion-removed',
  'lock-removed',
  'unpinned',
  'not-shown',
] as const;
export type GuardFindingKind = (typeof guardFindingKinds)[number];

/** One way in which one file of a change touches the gate. Texts in it are of the author's choice. */
export interface GuardFinding {
  readonly kind: GuardFindingKind;
  readonly file: string;
  /** Lines of the changed file; none where the whole file is meant, or where it is gone. */
  readonly lines: readonly number[];
  /** Names of settings, tests or packages; what a suppression is called. */
  readonly names: readonly string[];
  /** A number before and after the change. */
  readonly limit?: { readonly before: number; readonly after: number } | undefined;
}

export const guardFinding = (
  kind: GuardFindingKind,
  file: string,
  more: Partial<Pick<GuardFinding, 'lines' | 'names' | 'limit'>> = {},
): GuardFinding => ({ kind, file, lines: [], names: [], ...more });
