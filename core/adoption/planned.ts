/** A resource that a preview plans, as far as an adoption looks at it. */
export interface PlannedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of the parent; empty at the top. */
  readonly parent: string;
  /** Without what is not known yet. */
  readonly inputs: Readonly<Record<string, unknown>>;
}
