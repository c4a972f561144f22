import { isFullSha, parseActionRef } from '../reading/action-ref';
import { exceptionsIn } from '../reading/exceptions';
import { whyIgnored } from '../reading/commands';
import { entry, titleOf, type Job, type Step, type Text, type Workflow } from '../reading/workflow';
import { type GateId } from './catalogue';
import { type KnownFact } from './compare-facts';

const GATEHOUSE = './.github/gatehouse/action';

/** What the steps of a workflow do through actions: gates of Gatehouse's own action, pins, artifacts, messages. */
export function stepFacts(workflow: Workflow): readonly KnownFact[] {
  const file = fileName(workflow);
  return workflow.jobs.flatMap((job) => [
    ...(job.uses === undefined ? [] : pinFacts(workflow, job.uses)),
    ...job.steps.flatMap((step): readonly KnownFact[] => [
      ...(step.uses === undefined ? [] : pinFacts(workflow, step.uses)),
      ...ownAction(workflow, job, step),
      ...otherActions(workflow, job, step),
      ...(step.env.some((item) => /slack/i.test(item.key.value))
        ? [guard('slack-alert', file, 'sent', workflow, step)]
        : []),
    ]),
  ]);
}

/** The comments that except findings of policies. */
export function exceptionFacts(workflow: Workflow): readonly KnownFact[] {
  return exceptionsIn(workflow.text).flatMap(({ rules, reason, until, line, column }) =>
    rules.map((rule): KnownFact => ({
      gate: 'exception',
      subject: `${rule} in ${fileName(workflow)}`,
      strength: -1,
      shown: `${reason === '' ? 'without a reason' : reason}, until ${until ?? 'any day'}`,
      file: workflow.path,
      line,
      column,
    })),
  );
}

/** `ci.yml` for `.github/workflows/ci.yml`; actions, which are all called the same, by their path. */
export function fileName({ kind, path }: Workflow): string {
  if (kind === 'action') return path;
  return path.split('/').at(-1) ?? path;
}

function guard(
  gate: GateId,
  subject: string,
  shown: string,
  workflow: Workflow,
  { line, column }: Step | Text,
): KnownFact {
  return { gate, subject, strength: 1, shown, file: workflow.path, line, column };
}

function pinFacts(workflow: Workflow, uses: Text): readonly KnownFact[] {
  const ref = parseActionRef(uses.value);
  const loose =
    ref.kind === 'repository'
      ? isFullSha(ref.ref)
        ? undefined
        : [`${ref.owner}/${ref.name}`, `at ${ref.ref === '' ? 'no version' : ref.ref}`]
      : ref.kind === 'docker' && !ref.image.includes('@sha256:')
        ? [ref.image.replace(/:[^:/]*$/, ''), `at ${ref.image}`]
        : undefined;
  if (loose === undefined) return [];
  const [name = '', shown = ''] = loose;
  return [
    {
      ...guard('pinned-action', `${name} in ${fileName(workflow)}`, shown, workflow, uses),
      strength: -1,
    },
  ];
}

function ownAction(workflow: Workflow, job: Job, step: Step): readonly KnownFact[] {
  if (step.uses?.value !== GATEHOUSE) return [];
  const place = (text: Text | undefined) => {
    const { line, column } = text ?? step;
    return { file: workflow.path, line, column };
  };
  switch (entry(step.with, 'command')?.value) {
    case 'gate': {
      const threshold = entry(step.with, 'threshold');
      const window = entry(step.with, 'window');
      const blocks = whyIgnored(step, job) === undefined;
      const value = Number(threshold?.value);
      const enforced = blocks && Number.isFinite(value);
      return [
        {
          gate: 'readiness-threshold',
          subject: '',
          strength: enforced ? value : 0,
          shown: enforced ? `${value} %` : 'not enforced',
          ...place(threshold),
        },
        ...numberFact('readiness-window', '', window?.value, place(window)),
        ...weightFacts(entry(step.with, 'weights'), place),
      ];
    }
    default:
      return [];
  }
}

type Place = Pick<KnownFact, 'file' | 'line' | 'column'>;

function numberFact(
  gate: GateId,
  subject: string,
  text: unknown,
  place: Place,
): readonly KnownFact[] {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) return [];
  return [{ gate, subject, strength: value, shown: String(value), ...place }];
}

function weightFacts(
  weights: Text | undefined,
  place: (text: Text | undefined) => Place,
): readonly KnownFact[] {
  return Object.entries(record(weights?.value)).flatMap(([component, weight]) =>
    numberFact('readiness-weight', component, weight, place(weights)),
  );
}

function otherActions(workflow: Workflow, job: Job, step: Step): readonly KnownFact[] {
  const uses = step.uses?.value.toLowerCase() ?? '';
  if (/^actions\/attest(?:-build-provenance)?@/.test(uses)) {
    return [guard('attestation', '', 'attested', workflow, step)];
  }
  if (/^github\/codeql-action\/upload-sarif@/.test(uses)) {
    const file = entry(step.with, 'sarif_file')?.value ?? '';
    return [guard('code-scanning', file, 'uploaded', workflow, step)];
  }
  if (uses.startsWith('actions/dependency-review-action@')) return reviewFacts(workflow, step);
  if (!uses.startsWith('actions/upload-artifact@')) return [];
  const days = entry(step.with, 'retention-days');
  const name = entry(step.with, 'name')?.value ?? 'artifact';
  const { line, column } = days ?? step;
  const subject = `${name} of ${titleOf(job)}`;
  return numberFact('artifact-retention', subject, days?.value, {
    file: workflow.path,
    line,
    column,
  });
}

/** GitHub's words for severities, the mildest first. */
const reviewed = ['low', 'moderate', 'high', 'critical'];

/** https://github.com/actions/dependency-review-action#configuration-options */
function reviewFacts(workflow: Workflow, step: Step): readonly KnownFact[] {
  const value = (name: string): string => entry(step.with, name)?.value ?? '';
  const blocks = value('warn-only') !== 'true';
  const severity = value('fail-on-severity') || 'low';
  const fact = (gate: GateId, strength: number, shown: string): KnownFact => ({
    ...guard(gate, '', shown, workflow, step),
    strength,
  });
  const licenses = (['allow-licenses', 'deny-licenses'] as const).flatMap((rule) =>
    value(rule) === ''
      ? []
      : // A list of the only ones allowed refuses what no list names.
        [fact('license-rule', rule === 'allow-licenses' ? 2 : 1, `${rule}: ${value(rule)}`)],
  );
  return [
    fact('dependency-review', blocks ? 2 : 1, blocks ? 'blocks' : 'runs without blocking'),
    fact('dependency-review-severity', -reviewed.indexOf(severity), severity),
    ...licenses,
  ];
}

/** JSON text or a value as a record; a list by its indexes. Anything else is empty: GitHub's action refuses it. */
function record(value: unknown): Readonly<Record<string, unknown>> {
  const parsed = typeof value === 'string' ? parseJson(value) : value;
  return typeof parsed === 'object' && parsed !== null
    ? (parsed as Readonly<Record<string, unknown>>)
    : {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
