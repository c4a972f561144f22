import { type RepositorySettings } from '../config/repository-schema';
import { writeHatchConfiguration } from './hatch-run';
import { type Project } from './model';
import { type Service } from './surroundings-facts';

type Sections = Pick<RepositorySettings, 'checkout' | 'surroundings'>;
type ServiceSettings = Sections['surroundings']['services'][string];

/** Sections of the settings for what checks need around the project. */
export function proposedSurroundings(
  { surroundings, versionFromGit, dependencies, tools }: Project,
  notes: string[],
): { readonly [Section in keyof Sections]: Partial<Sections[Section]> } {
  const { environment, systemPackages, submodules, lfs, secrets } = surroundings;
  const services = surroundings.services.flatMap(({ value }) => {
    const settings = serviceSettings(value);
    if (settings === undefined)
      notes.push(
        `The service ${value.name} is used by a workflow of the project, but has no port: set \`surroundings.services\`.`,
      );
    return settings === undefined ? [] : [[value.name, settings] as const];
  });
  const moving = services.flatMap(([, { image }]) => (image.includes('@sha256:') ? [] : [image]));
  if (moving.length > 0)
    notes.push(
      `Images of services move: pin ${moving.join(', ')} by its digest in \`surroundings.services\`, as the policies ask.`,
    );
  const [started] = surroundings.ownContainers;
  if (started !== undefined && services.length === 0)
    notes.push(
      `\`${started.value}\` of ${started.reason} starts containers: set those that the tests need in \`surroundings.services\`.`,
    );
  if (secrets.length > 0)
    notes.push(
      `Tests of the project's own workflows get ${secrets.map(({ value }) => value).join(', ')}: the pipeline gives tests no secrets.`,
    );
  const { display } = surroundings;
  const isQt = [...dependencies].some((name) => qt.test(name));
  if (display !== undefined && !isQt)
    notes.push(
      `\`${display.value}\` of ${display.reason} makes a display for the tests: start one in \`steps.test.before\`, and name it in \`surroundings.env\`.`,
    );
  const variables = [
    ...environment.map(({ value }) => [value.name, value.value] as const),
    // Qt draws without a display, too. https://doc.qt.io/qt-6/qpa.html
    ...(display !== undefined && isQt ? [['QT_QPA_PLATFORM', 'offscreen'] as const] : []),
  ];
  // Tests of what works with hatch read the configuration that hatch writes when it starts them.
  const startsHatch = tools.tests.value.through?.tool === 'hatch' && dependencies.has('hatch');
  return {
    checkout: {
      ...(versionFromGit === undefined ? {} : { history: true }),
      ...(submodules.length === 0 ? {} : { submodules: true }),
      ...(lfs === undefined ? {} : { lfs: true }),
    },
    surroundings: {
      ...(variables.length === 0 ? {} : { env: Object.fromEntries(variables) }),
      ...(systemPackages.length === 0
        ? {}
        : { systemPackages: systemPackages.map(({ value }) => value) }),
      ...(startsHatch ? { setup: [writeHatchConfiguration] } : {}),
      ...(services.length === 0 ? {} : { services: Object.fromEntries(services) }),
    },
  };
}

/** Packages of programs that draw with Qt, and of their tests. */
const qt = /^(?:pyqt[56]|pyside[26])(?:-.*)?$|^pytest-qt$|^qtpy$/;

/** `5432`, `5433:5432` or `5432:5432/tcp`: a port of the container, and that on localhost where it is another one. */
function portOf(text: string): ServiceSettings['ports'][number] | undefined {
  const [, first = '', second = first] = /^(\d+)(?::(\d+))?(?:\/tcp)?$/.exec(text) ?? [];
  if ([first, second].some((port) => Number(port) < 1 || Number(port) > 65_535)) return undefined;
  return first === second ? Number(first) : `${first}:${second}`;
}

function serviceSettings({
  image,
  ports,
  environment,
  options,
}: Service): ServiceSettings | undefined {
  const known = ports.map(portOf).filter((port) => port !== undefined);
  if (known.length === 0) return undefined;
  const health = /--health-cmd[= ](?:"([^"]+)"|'([^']+)'|(\S+))/.exec(options ?? '');
  const healthCommand = health?.[1] ?? health?.[2] ?? health?.[3];
  return {
    image,
    ports: known,
    env: environment,
    ...(healthCommand === undefined ? {} : { healthCommand }),
  };
}
