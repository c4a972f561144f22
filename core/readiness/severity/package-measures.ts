/** The measures that vulnerable packages count in. One that nothing rates costs what the worst does: unknown is never good. */
export const packageMeasures = ['packages', 'mediumPackages', 'lowPackages'] as const;
export type PackageMeasure = (typeof packageMeasures)[number];
