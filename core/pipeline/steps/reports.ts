/**
 * Directory that every report of a job goes to, relative to the root. Its name is no Python identifier: setuptools would
 * take a directory `reports` for a package, and refuse to build a project with two.
 * https://setuptools.pypa.io/en/latest/userguide/package_discovery.html#automatic-discovery
 */
export const reportsDirectory = 'ci-reports';

/** A report's path. */
export const report = (name: string): string => `${reportsDirectory}/${name}`;

/** Makes the directory, which git does not see. */
export const makeReportsDirectory: readonly string[] = [
  `mkdir -p ${reportsDirectory}`,
  `echo '*' > ${reportsDirectory}/.gitignore`,
];
