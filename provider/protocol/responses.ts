import { type Struct } from 'google-protobuf/google/protobuf/struct_pb';
import * as messages from '@pulumi/pulumi/proto/provider_pb';
import { type CheckFailure, type DiffKind, type DiffResult } from './provider';

/** What a plugin answers to Check. */
export function checkResponse(
  inputs: Struct | undefined,
  failures: readonly CheckFailure[],
): messages.CheckResponse {
  const response = new messages.CheckResponse();
  response.setInputs(inputs);
  response.setFailuresList(failures.map(checkFailure));
  return response;
}

export function checkFailure({ property, reason }: CheckFailure): messages.CheckFailure {
  const failure = new messages.CheckFailure();
  failure.setProperty(property);
  failure.setReason(reason);
  return failure;
}

const kinds = messages.PropertyDiff.Kind;
const protocolKinds: Readonly<Record<DiffKind, messages.PropertyDiff.Kind>> = {
  add: kinds.ADD,
  'add-replace': kinds.ADD_REPLACE,
  delete: kinds.DELETE,
  'delete-replace': kinds.DELETE_REPLACE,
  update: kinds.UPDATE,
  'update-replace': kinds.UPDATE_REPLACE,
};

/** What a plugin answers to Diff. */
export function diffResponse(result: DiffResult): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME, DIFF_UNKNOWN } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse();
  response.setChanges({ none: DIFF_NONE, some: DIFF_SOME, unknown: DIFF_UNKNOWN }[result.changes]);
  response.setReplacesList([...result.replaceKeys]);
  response.setDeletebeforereplace(result.deleteBeforeReplace);
  response.setDiffsList([...result.changedKeys]);
  if (result.detailed === undefined) return response;
  response.setHasdetaileddiff(true);
  const detailed = response.getDetaileddiffMap();
  for (const [path, kind] of Object.entries(result.detailed)) {
    const one = new messages.PropertyDiff();
    one.setKind(protocolKinds[kind]);
    one.setInputdiff(true);
    detailed.set(path, one);
  }
  return response;
}
