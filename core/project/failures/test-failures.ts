import { writeHatchConfiguration } from '../hatch-run';
import { code, counted, type Diagnose, last, setting, systemPackage } from './failure';

/** Distributions by the module that they bring, where the names differ. */
const distributions: Readonly<Record<string, string>> = {
  attr: 'attrs',
  bs4: 'beautifulsoup4',
  cv2: 'opencv-python-headless',
  dateutil: 'python-dateutil',
  dotenv: 'python-dotenv',
  jose: 'python-jose',
  jwt: 'pyjwt',
  magic: 'python-magic',
  PIL: 'pillow',
  psycopg2: 'psycopg2-binary',
  pytest_asyncio: 'pytest-asyncio',
  sklearn: 'scikit-learn',
  yaml: 'pyyaml',
};

/** Plugins of pytest by the fixture that they bring. */
const plugins: Readonly<Record<string, string>> = {
  mocker: 'pytest-mock',
  httpserver: 'pytest-httpserver',
  benchmark: 'pytest-benchmark',
  requests_mock: 'requests-mock',
  httpx_mock: 'pytest-httpx',
  respx_mock: 'respx',
  responses: 'pytest-responses',
  freezer: 'pytest-freezer',
  fs: 'pyfakefs',
  faker: 'faker',
  subtests: 'pytest-subtests',
  snapshot: 'syrupy',
  client: 'pytest-django',
  db: 'pytest-django',
  aiohttp_client: 'pytest-aiohttp',
  event_loop: 'pytest-asyncio',
  datadir: 'pytest-datadir',
  qtbot: 'pytest-qt',
};

/** Servers by the port that they usually have. */
const services: Readonly<Record<string, string>> = {
  '5432': 'postgres',
  '3306': 'mysql',
  '6379': 'redis',
  '27017': 'mongo',
  '5672': 'rabbitmq',
  '9200': 'elasticsearch',
};

/** A further requirement beside those there are. */
const dependency = (what: string, name: string, present: readonly string[]) =>
  setting(what, 'python.dependencies', [...present, name]);

const missingModule: Diagnose = (output, { python }) => {
  const module = /ModuleNotFoundError: No module named '([\w.]+)'/.exec(output)?.[1];
  if (module === undefined) return undefined;
  const name = module.split('.')[0] ?? module;
  const isOwn = python.sources.some(
    (source) => source === name || source.endsWith(`/${name}`) || source === `${name}.py`,
  );
  if (isOwn)
    return setting(
      `tests import ${name}, which is the project's own and is not installed`,
      'surroundings.env.PYTHONPATH',
      '.',
    );
  if (/^(?:tests?|conftest)$/.test(name))
    return setting(`tests import ${name} from the root`, 'surroundings.env.PYTHONPATH', '.');
  const found = Object.hasOwn(distributions, name) ? distributions[name] : undefined;
  return dependency(
    `tests import ${name}, which is not installed`,
    found ?? name.replaceAll('_', '-'),
    python.dependencies,
  );
};

const missingFixture: Diagnose = (output, { python }) => {
  const fixture = /fixture '(\w+)' not found/.exec(output)?.[1];
  if (fixture === undefined || !Object.hasOwn(plugins, fixture)) return undefined;
  const plugin = plugins[fixture];
  return plugin === undefined
    ? undefined
    : dependency(`the fixture ${fixture} is not there`, plugin, python.dependencies);
};

const asyncTests: Diagnose = (output, { python }) =>
  /async def functions are not natively supported|Unknown config option: asyncio_mode/.test(output)
    ? dependency('tests are coroutines', 'pytest-asyncio', python.dependencies)
    : undefined;

const missingVariable: Diagnose = (output) => {
  const name =
    /KeyError: '([A-Z][A-Z0-9_]{2,})'[\s\S]{0,200}?os\.environ|os\.environ\[[\s\S]{0,2000}?KeyError: '([A-Z][A-Z0-9_]{2,})'/.exec(
      output,
    );
  const variable = name?.[1] ?? name?.[2];
  return variable === undefined
    ? undefined
    : setting(`the environment has no ${variable}`, `surroundings.env.${variable}`);
};

const missingService: Diagnose = (output) => {
  if (
    !/(?:Connection refused|ConnectionRefusedError|could not connect to server|Errno 111|Error 111)/.test(
      output,
    )
  )
    return undefined;
  const port = /(?:localhost|127\.0\.0\.1|::1)[^\d\n]{1,30}(\d{4,5})\b/.exec(output)?.[1];
  const name = port === undefined ? undefined : (services[port] ?? 'a server');
  return name === undefined || port === undefined
    ? undefined
    : setting(`${name} is not there on port ${port}`, 'surroundings.services');
};

const missingProgram: Diagnose = (output, tried) => {
  const program = /FileNotFoundError: \[Errno 2\] No such file or directory: '([\w.+-]+)'/.exec(
    output,
  )?.[1];
  return program === undefined || program.includes('.')
    ? undefined
    : systemPackage(`the program ${program} is not there`, program, tried);
};

/** Where uv puts what is layered over an environment for one command. */
const layer = String.raw`\S*/(?:builds|environments)-v\d+/[^/\s]+/bin/`;

/** Tests that look for a program beside the interpreter, which is that of the layer. */
const besideInterpreter: Diagnose = (output, { python }) => {
  const program = new RegExp(
    // A summary is cut off where the line ends.
    String.raw`(?:FileNotFoundError|No such file or directory)[^\n]*?${layer}([\w.+-]+)(?![\w.+…-])`,
  ).exec(output)?.[1];
  if (program === undefined) return undefined;
  const needed = ['pytest', 'pytest-cov', 'pytest-rerunfailures'];
  const present = new Set(python.dependencies.map((one) => /^[\w.-]+/.exec(one)?.[0]));
  return setting(
    `tests start ${program} from beside the interpreter, where only what is installed with the project is`,
    'python.dependencies',
    [...python.dependencies, ...needed.filter((name) => !present.has(name))],
  );
};

const crashedWorker: Diagnose = (output) => {
  const found = /worker '(\w+)' crashed while running '([^']+)'/.exec(output);
  return found === null
    ? undefined
    : code(
        `the process that ran ${found[2] ?? 'a test'} crashed`,
        `pytest -p no:xdist '${found[2] ?? ''}'`,
      );
};

const wrongPlace: Diagnose = (output) => {
  const place = /file or directory not found: (\S+)/.exec(output)?.[1];
  if (place !== undefined) return setting(`there is no ${place}`, 'python.tests');
  return /^(?:collected 0 items|.*\bno tests ran\b.*|NO TESTS RAN|Ran 0 tests.*)$/m.test(output) &&
    !/\berrors?\b.* in /i.test(output)
    ? setting('no test was found', 'gates.tests', 'off')
    : undefined;
};

const unknownOptions: Diagnose = (output) =>
  /error: unrecognized arguments: [^\n]*(?:--reruns|--cov|-n)/.test(output)
    ? setting(
        "the project's pytest lacks a plugin that the pipeline uses",
        'python.tools',
        'gatehouse',
      )
    : undefined;

/** Tests of what works with hatch read the configuration that its first run in a home writes. */
const hatchConfiguration: Diagnose = (output, { surroundings }) => {
  return /No such file or directory: '[^'\n]*\/hatch\/config\.toml'/.test(output) &&
    !surroundings.setup.includes(writeHatchConfiguration)
    ? setting('tests read the configuration of hatch, which is not there', 'surroundings.setup', [
        ...surroundings.setup,
        writeHatchConfiguration,
      ])
    : undefined;
};

/** Hooks lost their arguments of the type `py.path` with pytest 9. https://docs.pytest.org/en/stable/deprecations.html */
const oldPlugin: Diagnose = (output, { python }) => {
  const plugin =
    /PluginValidationError: Plugin '([\w.-]+)' for hook[\s\S]{0,300}?Argument\(s\) \{'(?:path|startdir|fspath)'/.exec(
      output,
    )?.[1];
  return plugin === undefined
    ? undefined
    : setting(`the plugin ${plugin} is for pytest 8 or older`, 'python.dependencies', [
        ...python.dependencies.filter((one) => !/^pytest(?![\w.-])/.test(one)),
        'pytest<9',
      ]);
};

/** Tests that ask a server outside of the machine, which could not be found from here. */
const unreachable: Diagnose = (output) => {
  if (!/\b(?:socket\.)?gaierror\b|Name or service not known|getaddrinfo failed/.test(output))
    return undefined;
  const host =
    /Cannot connect to host ([\w.-]+)/.exec(output)?.[1] ??
    /host='([\w.-]+)'/.exec(output)?.[1] ??
    /https?:\/\/([\w.-]+)/.exec(output)?.[1];
  const tests = last(output, /\b(\d+) failed\b/g);
  return tests === undefined
    ? undefined
    : {
        cause: 'machine',
        what: `tests ask ${host ?? 'a server'} on the network, which could not be reached (${counted(Number(tests), 'test fails', 'tests fail')})`,
      };
};

const failed: Diagnose = (output) => {
  const tests = last(output, /\b(\d+) failed\b/g);
  const first = /^FAILED (\S+)/m.exec(output)?.[1];
  if (tests !== undefined)
    return code(
      `${counted(Number(tests), 'test fails', 'tests fail')}${first === undefined ? '' : `, such as ${first}`}`,
      'pytest --last-failed',
      Number(tests),
    );
  const unittest = last(output, /^FAILED \((?:[\w =,]*?)(?:failures|errors)=(\d+)/gm);
  if (unittest !== undefined)
    return code(
      counted(Number(unittest), 'test fails', 'tests fail'),
      'make ci-preflight-test',
      Number(unittest),
    );
  const errors = last(output, /\b(\d+) errors?\b(?: in |,)/g);
  return errors === undefined
    ? undefined
    : code(
        counted(Number(errors), 'file of tests is', 'files of tests are') + ' not loaded',
        'pytest --collect-only',
        Number(errors),
      );
};

/** Only where nothing else failed: tests that did not run cover nothing. */
const coverage: Diagnose = (output, { gates }) => {
  const total =
    last(output, /not reached\. Total coverage: ([\d.]+)%/g) ??
    last(output, /^Coverage failure: total of ([\d.]+) is less than/gm);
  return total === undefined
    ? undefined
    : setting(
        `tests cover ${total} %, the minimum is ${String(gates.coverage)} %`,
        'gates.coverage',
        Math.floor(Number(total)),
      );
};

/** Kinds of failures of tests, the most certain first. */
export const testFailures: readonly Diagnose[] = [
  crashedWorker,
  unknownOptions,
  oldPlugin,
  hatchConfiguration,
  besideInterpreter,
  missingModule,
  missingFixture,
  asyncTests,
  missingVariable,
  missingService,
  missingProgram,
  wrongPlace,
  unreachable,
  failed,
  coverage,
];
