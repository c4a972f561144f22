import { houseDefaults } from '../config/defaults';
import { type RepositorySettings } from '../config/repository-schema';
import { type Json, stableJson } from '../kernel/stable-json';
import { type Project } from './model';
import { type Proposal, proposedSettings } from './proposed-settings';

type FurtherSettings = RepositorySettings['projects'][string];

export interface RepositoryProposal {
  readonly settings: Proposal['settings'] & {
    readonly projects?: Readonly<Record<string, FurtherSettings>>;
  };
  readonly notes: readonly string[];
}

/**
 * The settings for all projects of a repository. The first one's are those of the repository; others are beside it, with
 * what differs. Next to a project at the root others are only named, since they may be examples or tools.
 */
export function proposedRepository([first, ...others]: readonly [
  Project,
  ...Project[],
]): RepositoryProposal {
  const { settings, notes } = proposedSettings(first);
  const places = others.map(({ directory }) => directory);
  if (first.directory === '.' || others.length === 0)
    return {
      settings,
      notes: [
        ...notes,
        ...(others.length === 0
          ? []
          : [
              `Only the project at the root is checked: add those in ${places.join(', ')} as \`projects\` if they should be.`,
            ]),
      ],
    };
  const taken = new Set<string>();
  const further = others.slice(0, mostProjects - 1).map((project) => {
    const name = nameOf(project.directory, taken);
    taken.add(name);
    return { name, project, proposal: proposedSettings(project) };
  });
  // One checkout is for all.
  const checkout = Object.fromEntries(
    [...further.map(({ proposal }) => proposal.settings.checkout), settings.checkout].flatMap(
      (own) => Object.entries(own ?? {}),
    ),
  );
  return {
    settings: {
      ...settings,
      ...(Object.keys(checkout).length === 0 ? {} : { checkout }),
      projects: Object.fromEntries(
        further.map(({ name, project, proposal }) => [
          name,
          differing(project, proposal.settings, settings),
        ]),
      ),
    },
    notes: [
      ...notes,
      `The score's coverage, security and quality are those of ${first.directory}, the first of ${String(others.length + 1)} projects.`,
      ...further.flatMap(({ project: { directory }, proposal }) =>
        proposal.notes
          .filter((note) => !note.startsWith('No readiness score'))
          .concat(
            proposal.settings.mcp === undefined
              ? []
              : ['its MCP server is not dry-run, only that of the first project.'],
          )
          .map((note) => `${directory}: ${note}`),
      ),
      ...(others.length < mostProjects
        ? []
        : [`Not checked: ${places.slice(mostProjects - 1).join(', ')}.`]),
    ],
  };
}

const mostProjects = 20;

/** The last part of a directory as a name, with the parts before it where that is taken. */
function nameOf(directory: string, taken: ReadonlySet<string>): string {
  const plain = (text: string): string => {
    const name = text.toLowerCase().replace(/[^a-z0-9_-]+/g, '-');
    return (/^[a-z_]/.test(name) ? name : `p-${name}`).slice(0, 40);
  };
  const parts = directory.split('/');
  for (let from = parts.length - 1; from >= 0; from -= 1) {
    const name = plain(parts.slice(from).join('-'));
    if (!taken.has(name)) return name;
  }
  return plain(`${String(taken.size)}-${directory}`);
}

const sections = ['checks', 'surroundings', 'gates'] as const;

/** What of a project's settings is not as in those of the first one. */
function differing(
  { directory }: Project,
  own: Proposal['settings'],
  first: Proposal['settings'],
): FurtherSettings {
  const differ = (section: 'python' | (typeof sections)[number]) => {
    const [mine, base, house]: readonly Readonly<Record<string, unknown>>[] = [
      own[section] ?? {},
      first[section] ?? {},
      houseDefaults[section],
    ];
    const keys = [...new Set([...Object.keys(mine ?? {}), ...Object.keys(base ?? {})])];
    return Object.fromEntries(
      keys.flatMap((key) => {
        const value = mine?.[key] ?? house?.[key];
        return value === undefined || isEqual(value, base?.[key] ?? house?.[key])
          ? []
          : [[key, value] as const];
      }),
    );
  };
  const others = sections.flatMap((section) => {
    const { readiness: _readiness, ...found } = differ(section);
    return Object.keys(found).length === 0 ? [] : [[section, found] as const];
  });
  return { python: { ...differ('python'), directory }, ...Object.fromEntries(others) };
}

const isEqual = (a: unknown, b: unknown): boolean =>
  stableJson((a ?? null) as Json) === stableJson((b ?? null) as Json);
