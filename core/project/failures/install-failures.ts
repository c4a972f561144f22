import { normalName } from '../../kernel/package-name';
import { code, type Diagnose, type Failure, setting, systemPackage } from './failure';

/** Debian packages that a build needs, by what it did not find. */
const systemPackages: readonly (readonly [RegExp, string])[] = [
  [/pg_config executable not found|libpq-fe\.h/, 'libpq-dev'],
  [
    /mysql_config(?:: | )not found|mysql\.h|Can not find valid pkg-config name/,
    'default-libmysqlclient-dev',
  ],
  [/ldap\.h|lber\.h/, 'libldap-dev'],
  [/ffi\.h/, 'libffi-dev'],
  [
    /libxml\/xmlversion\.h|libxslt\/xslt\.h|libxml2 and libxslt development packages/,
    'libxml2-dev',
  ],
  [/openssl\/\w+\.h/, 'libssl-dev'],
  [/gdal-config|gdal\.h/, 'libgdal-dev'],
  [/cairo\.h|Dependency "cairo" not found/, 'libcairo2-dev'],
  [/portaudio\.h/, 'portaudio19-dev'],
  [/sasl\/sasl\.h/, 'libsasl2-dev'],
  [/gssapi\/gssapi\.h|krb5-config/, 'libkrb5-dev'],
];

const missingSystemPackage: Diagnose = (output, tried) => {
  const found = systemPackages.find(([pattern]) => pattern.test(output));
  if (found !== undefined)
    return systemPackage(
      `a dependency is compiled and does not find what ${found[1]} has`,
      found[1],
      tried,
    );
  const header = /fatal error: ([\w./-]+\.h): No such file/.exec(output)?.[1];
  if (header !== undefined)
    return setting(
      `a dependency is compiled and does not find ${header}`,
      'surroundings.systemPackages',
    );
  return undefined;
};

/** The project needs a newer Python than the one it was installed into. */
const otherPython: Diagnose = (output) => {
  const needed =
    /(?:does not satisfy|requires|depends on) Python\s*>=\s*(3\.\d+)/.exec(output)?.[1] ??
    /requires a different Python: [\d.]+ not in '>=(3\.\d+)/.exec(output)?.[1] ??
    /requires-python = `>=(3\.\d+)/.exec(output)?.[1] ??
    /Requires-Python >=(3\.\d+)/.exec(output)?.[1];
  return needed === undefined
    ? undefined
    : setting(`what is installed needs Python ${needed} or newer`, 'python.versions', [needed]);
};

const missingFile: Diagnose = (output, { python }) => {
  const file =
    /(?:File not found|Could not open requirements file).*?[`'"]([^`'"\n]+\.(?:txt|in|pip))[`'"]/.exec(
      output,
    )?.[1];
  return file === undefined
    ? undefined
    : setting(
        `there is no ${file}`,
        'python.requirements',
        python.requirements.filter((one) => !file.endsWith(one)),
      );
};

const missingGroup: Diagnose = (output, { python }) => {
  const group =
    /[Gg]roup `([\w.-]+)` is not defined/.exec(output)?.[1] ??
    /Dependency group '([\w.-]+)' not found/.exec(output)?.[1] ??
    /Group\(s\) not found: ([\w.-]+)/.exec(output)?.[1] ??
    /The dependency group '([\w.-]+)' was not found/.exec(output)?.[1];
  if (group !== undefined)
    return setting(
      `there is no dependency group ${group}`,
      'python.groups',
      python.groups.filter((one) => normalName(one) !== normalName(group)),
    );
  const extra =
    /[Ee]xtra `([\w.-]+)` is not defined/.exec(output)?.[1] ??
    /Extra\(s\) \[([\w.-]+)\] (?:are|is) not/.exec(output)?.[1];
  return extra === undefined
    ? undefined
    : setting(
        `there is no extra ${extra}`,
        'python.extras',
        python.extras.filter((one) => normalName(one) !== normalName(extra)),
      );
};

const noLock: Diagnose = (output) =>
  /Unable to find lockfile at `uv\.lock`|poetry\.lock (?:does not|doesn't) exist|Lock ?file does not exist/i.test(
    output,
  )
    ? setting('there is no lock file', 'python.manager', 'pip')
    : undefined;

const staleLock: Diagnose = (output) => {
  if (/poetry\.lock was last generated|Run `poetry lock`/.test(output))
    return code('poetry.lock does not match pyproject.toml', 'poetry lock');
  return /needs to be updated, but `--(?:frozen|locked)`/.test(output)
    ? code('uv.lock does not match pyproject.toml', 'uv lock')
    : undefined;
};

const credentials: Diagnose = (output) => {
  const index = /(?:401|403)[^\n]*?(https?:\/\/[^\s/`'"]+)/.exec(output)?.[1];
  return index !== undefined || /401 Unauthorized|403 Forbidden/.test(output)
    ? setting(`${index ?? 'a package index'} asks for credentials`, 'python.credentials')
    : undefined;
};

const severalPackages: Diagnose = (output) => {
  const found =
    /Multiple top-level (packages|modules) discovered in a flat-layout: (\[[^\]]*\])/.exec(output);
  return found === null
    ? undefined
    : code(
        `setuptools finds several ${found[1] ?? 'packages'} ${found[2] ?? ''} and builds none`,
        'name them in pyproject.toml: [tool.setuptools] packages = [...]',
      );
};

const conflict: Diagnose = (output) => {
  const reason = /No solution found when resolving dependencies[\s\S]*?(Because [^\n]+)/.exec(
    output,
  )?.[1];
  return reason === undefined && !/ResolutionImpossible/.test(output)
    ? undefined
    : code(
        `the requirements contradict each other${reason === undefined ? '' : `: ${reason}`}`,
        'make ci-preflight-install',
      );
};

/** GitHub's own runners have one. https://github.com/actions/runner-images */
const noRust: Diagnose = (output): Failure | undefined =>
  /rustup could not choose a version|can't find Rust compiler|cargo(?:, the Rust package manager,)? is not installed/i.test(
    output,
  )
    ? { cause: 'machine', what: 'what is compiled needs Rust, which is not installed here' }
    : undefined;

/** uv downloads a Python from GitHub where the machine has none of that version. */
const noPython: Diagnose = (output): Failure | undefined => {
  const version = /Failed to download `?\S*python-build-standalone\S*\/cpython-(3\.\d+)/.exec(
    output,
  )?.[1];
  return version === undefined
    ? undefined
    : {
        cause: 'machine',
        what: `Python ${version} is not installed here and could not be downloaded`,
      };
};

/** What a lock file names, and its index has no longer, or a mirror never had. */
const goneFile: Diagnose = (output): Failure | undefined => {
  const found =
    /404 Not Found\)? for (?:url:? )?\(?(https?:\/\/[^\s)/]+)\S*?\/([^\s)/]+\.(?:whl|tar\.gz|zip))/.exec(
      output,
    );
  return found === null
    ? undefined
    : code(
        `${found[1] ?? 'the index'} has no ${found[2] ?? 'such file'}, which is locked or asked for`,
        'lock another release of it',
      );
};

/** Read before what fails because of it. */
export const network: Diagnose = (output): Failure | undefined =>
  /Could not connect|Could not resolve host|ConnectTimeout|Temporary failure in name resolution|dns error|Connection (?:refused|reset)[^\n]*(?:https?|index)|Failed to fetch: `https?|error sending request|URLError: <urlopen error|getaddrinfo failed/i.test(
    output,
  ) && !/401 Unauthorized|403 Forbidden|404 Not Found/.test(output)
    ? { cause: 'machine', what: 'a server on the network did not answer' }
    : undefined;

/** Kinds of failures of an installation, the most certain first. */
export const installFailures: readonly Diagnose[] = [
  missingGroup,
  missingFile,
  noLock,
  staleLock,
  noPython,
  noRust,
  missingSystemPackage,
  severalPackages,
  otherPython,
  credentials,
  goneFile,
  conflict,
  network,
];
