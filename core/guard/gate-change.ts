/** In which way a change touches the gate that judges it; the order is that of the report. */
export const gateChangeKinds = [
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
export type GateChangeKind = (typeof gateChangeKinds)[number];

/** One way in which one file of a change touches the gate. Texts in it are of the author's choice. */
export interface GateChange {
  readonly kind: GateChangeKind;
  readonly file: string;
  /** Lines of the changed file; none where the whole file is meant, or where it is gone. */
  readonly lines: readonly number[];
  /** Names of settings, tests or packages; what a suppression is called. */
  readonly names: readonly string[];
  /** A number before and after the change. */
  readonly limit?: { readonly before: number; readonly after: number } | undefined;
}

export const gateChange = (
  kind: GateChangeKind,
  file: string,
  more: Partial<Pick<GateChange, 'lines' | 'names' | 'limit'>> = {},
): GateChange => ({ kind, file, lines: [], names: [], ...more });
