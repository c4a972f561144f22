import { z } from 'zod';
import {
  created,
  invalid,
  noContent,
  notFound,
  ok,
  onRepository,
  page,
  param,
  read,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import { renderLabel } from '../render/issue';
import type { Issue, IssueEvent, Label } from '../state';
import { issueOf } from './comments';

function find(call: RepositoryCall): Label {
  const name = param(call, 'name').toLowerCase();
  const label = call.repo.labels.find((one) => one.name.toLowerCase() === name);
  if (label === undefined) throw notFound();
  return label;
}

const one = '/repos/{owner}/{repo}/labels/{name}';
const ofIssue = '/repos/{owner}/{repo}/issues/{issue_number}/labels';
const names = z.union([
  z.array(z.string()),
  z.object({ labels: z.array(z.union([z.string(), z.object({ name: z.string() })])).default([]) }),
]);

function labelsOf(call: RepositoryCall, issue: Issue): readonly Record<string, unknown>[] {
  return call.repo.labels
    .filter((label) => issue.labels.includes(label.name))
    .map((label) => renderLabel(call.links, call.repo, label));
}

function given(call: RepositoryCall): string[] {
  const body = read(call, names);
  const list = Array.isArray(body)
    ? body
    : body.labels.map((label) => (typeof label === 'string' ? label : label.name));
  // GitHub makes labels that do not exist yet.
  return list.map((name) => {
    const known = call.repo.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
    if (known !== undefined) return known.name;
    call.repo.labels.push({ id: call.world.nextId(), name, color: 'ededed', description: null });
    return name;
  });
}

/** Gives an issue other labels, and remembers who set or took which. */
function setLabels(call: RepositoryCall, issue: Issue, labels: readonly string[]): void {
  const events = (call.repo.issueEvents ??= []);
  const note = (event: IssueEvent['event'], changed: readonly string[]): void => {
    for (const label of changed) {
      events.push({
        id: call.world.nextId(),
        issue: issue.number,
        event,
        actor: call.actor.login,
        label,
        createdAt: call.world.now(),
      });
    }
  };
  note(
    'labeled',
    labels.filter((name) => !issue.labels.includes(name)),
  );
  note(
    'unlabeled',
    issue.labels.filter((name) => !labels.includes(name)),
  );
  issue.labels = [...labels];
}

/** Labels of a repository and of one issue or pull request. https://docs.github.com/en/rest/issues/labels */
export const labelEndpoints: readonly Endpoint[] = [
  onRepository('GET /repos/{owner}/{repo}/labels', ['issues', 'read'], (call) =>
    page(call.repo.labels.map((label) => renderLabel(call.links, call.repo, label))),
  ),
  onRepository('POST /repos/{owner}/{repo}/labels', ['issues', 'write'], (call) => {
    const fields = read(
      call,
      z.object({
        name: z.string().min(1),
        color: z
          .string()
          .regex(/^[0-9a-fA-F]{6}$/)
          .default('ededed'),
        description: z.string().max(100).nullish(),
      }),
    );
    if (call.repo.labels.some((label) => label.name.toLowerCase() === fields.name.toLowerCase()))
      throw invalid('Label', 'name', 'already_exists');
    const label = {
      id: call.world.nextId(),
      name: fields.name,
      color: fields.color,
      description: fields.description ?? null,
    };
    call.repo.labels.push(label);
    return created(renderLabel(call.links, call.repo, label));
  }),
  onRepository(`GET ${one}`, ['issues', 'read'], (call) =>
    ok(renderLabel(call.links, call.repo, find(call))),
  ),
  onRepository(`PATCH ${one}`, ['issues', 'write'], (call) => {
    const fields = read(
      call,
      z.object({
        new_name: z.string().min(1).optional(),
        color: z
          .string()
          .regex(/^[0-9a-fA-F]{6}$/)
          .optional(),
        description: z.string().max(100).nullish(),
      }),
    );
    const label = find(call);
    const renamed = fields.new_name ?? label.name;
    if (
      call.repo.labels.some(
        (other) => other !== label && other.name.toLowerCase() === renamed.toLowerCase(),
      )
    )
      throw invalid('Label', 'name', 'already_exists');
    for (const issue of call.repo.issues)
      issue.labels = issue.labels.map((name) => (name === label.name ? renamed : name));
    label.name = renamed;
    label.color = fields.color ?? label.color;
    if (fields.description !== undefined) label.description = fields.description;
    return ok(renderLabel(call.links, call.repo, label));
  }),
  onRepository(`DELETE ${one}`, ['issues', 'write'], (call) => {
    const label = find(call);
    call.repo.labels.splice(call.repo.labels.indexOf(label), 1);
    for (const issue of call.repo.issues)
      issue.labels = issue.labels.filter((name) => name !== label.name);
    return noContent;
  }),
  onRepository(`GET ${ofIssue}`, ['issues', 'read'], (call) => page(labelsOf(call, issueOf(call)))),
  onRepository(`POST ${ofIssue}`, ['issues', 'write'], (call) => {
    const issue = issueOf(call);
    setLabels(call, issue, [...new Set([...issue.labels, ...given(call)])]);
    return ok(labelsOf(call, issue));
  }),
  onRepository(`PUT ${ofIssue}`, ['issues', 'write'], (call) => {
    const issue = issueOf(call);
    setLabels(call, issue, [...new Set(given(call))]);
    return ok(labelsOf(call, issue));
  }),
  onRepository(`DELETE ${ofIssue}/{name}`, ['issues', 'write'], (call) => {
    const issue = issueOf(call);
    const name = param(call, 'name').toLowerCase();
    if (!issue.labels.some((label) => label.toLowerCase() === name))
      throw notFound('Label does not exist');
    setLabels(
      call,
      issue,
      issue.labels.filter((label) => label.toLowerCase() !== name),
    );
    return ok(labelsOf(call, issue));
  }),
];
