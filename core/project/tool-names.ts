import { knownTools } from '../tools';
import { type KnownTool } from '../tools/check-tool';

/** Packages that only checks need. */
const checkTools = new Set([
  ...knownTools.map(({ program }) => program),
  'pytest',
  'coverage',
  'tox',
  'nox',
  'pre-commit',
  'bandit',
  'pip-audit',
  'nose2',
  'hypothesis',
  'isort',
  'django-stubs',
  'factory-boy',
  'responses',
  'respx',
  'freezegun',
  'time-machine',
  'testcontainers',
]);

/** Of plugins, and of stubs for type checkers. */
const prefixes: readonly string[] = ['pytest-', 'types-'];

/** Whether a package, by its normalised name, is a plugin of a tool. */
export const isPluginOf = ({ program, plugins }: KnownTool, name: string): boolean =>
  plugins !== undefined && (name.startsWith(`${program}-`) || plugins.includes(name));

/** Whether a package, by its normalised name, is a tool of checks or a plugin of one. */
export const isCheckTool = (name: string): boolean =>
  checkTools.has(name) ||
  prefixes.some((prefix) => name.startsWith(prefix)) ||
  knownTools.some((tool) => isPluginOf(tool, name));

/** Names of groups, extras and environments that checks need, by convention. */
export const checkGroupName =
  /^(?:dev|devel|develop|development|tests?|testing|unit-?tests?|lint|linting|linters?|typing|type-?check(?:ing)?|types|mypy|ci|checks?|quality|qa|format|style|coverage|cov|hatch-test)$/;

/** Names of groups that are for something else, whatever they hold. */
export const otherGroupName =
  /(?:^|[-_])(?:docs?|documentation|release|publish|deploy|bench(?:mark)?s?|examples?|notebooks?)(?:$|[-_])/;
