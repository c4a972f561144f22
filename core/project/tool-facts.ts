import { type TestRunner } from '../config/choices';
import { type Formatter, type knownTypeTools, type Linter } from '../tools';
import { type Fact } from './fact';

export type LintTool = Linter;
export type FormatTool = Formatter;
export type TypeTool = keyof typeof knownTypeTools;
export type TestTool = TestRunner;

/** Names of the tools that a project's checks can run. */
export type ToolName =
  LintTool | FormatTool | TypeTool | 'pytest' | 'coverage' | 'tox' | 'nox' | 'pre-commit';

/** Where a tool's version comes from. */
export type ToolVersion =
  | { readonly from: 'lock' | 'requirements' | 'pre-commit'; readonly version: string }
  | { readonly from: 'declared'; readonly specifier: string };

export interface TestRun {
  readonly tool: TestTool | 'none';
  /** What the project itself starts the tests by, and which of its environments or sessions. */
  readonly through?: {
    readonly tool: 'tox' | 'nox' | 'hatch';
    readonly names: readonly string[];
  };
  /** Django's `manage.py`, or the words of a command. */
  readonly manage?: string;
  readonly command?: string;
  /** Value of DJANGO_SETTINGS_MODULE where the configuration has one. */
  readonly settings?: string;
}

export interface PytestFacts {
  /** File with pytest's configuration. */
  readonly config?: Fact<string>;
  readonly testpaths?: Fact<readonly string[]>;
  readonly addopts?: Fact<readonly string[]>;
  /** Whether the configuration itself starts several workers (`-n`). */
  readonly parallel?: Fact<string>;
  /** Whether the configuration itself measures coverage (`--cov`). */
  readonly coverage?: Fact<readonly string[]>;
  /** Plugins that the project asks for. */
  readonly plugins: readonly Fact<string>[];
}

export interface CoverageFacts {
  readonly config?: Fact<string>;
  readonly source?: Fact<readonly string[]>;
  /** Percent below which coverage's own report fails. */
  readonly failUnder?: Fact<number>;
}

/** How a project runs a tool itself: options that decide what it finds, and the paths that it is given. */
export interface OwnOptions {
  readonly options: readonly string[];
  readonly paths: readonly string[];
}

export interface ToolFacts {
  /** None is an empty list. */
  readonly lint: Fact<readonly LintTool[]>;
  readonly format: Fact<FormatTool | 'none'>;
  readonly types: Fact<readonly TypeTool[]>;
  readonly tests: Fact<TestRun>;
  /** Whether a change fails by them today, as far as can be seen. */
  readonly required: { readonly lint: boolean; readonly format: boolean };
  /** Of the tools above, and of what they need. */
  readonly versions: Readonly<Partial<Record<ToolName, Fact<ToolVersion>>>>;
  /** How the project itself runs the linter, formatter and type checker that were chosen, where that says something. */
  readonly own: {
    readonly lint?: Fact<OwnOptions>;
    readonly format?: Fact<OwnOptions>;
    readonly types?: Fact<OwnOptions>;
  };
  /** File that configures a tool. */
  readonly configs: Readonly<Partial<Record<ToolName, Fact<string>>>>;
  /** Commands by which the project runs its checks today. */
  readonly commands: readonly Fact<{ readonly tool: string; readonly command: string }>[];
  readonly pytest: PytestFacts;
  readonly coverage: CoverageFacts;
}
