import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { isJsonObject, type Json, type JsonObject, parseJson, printJson } from '../json.ts';
import type { Action } from './action.ts';
import { type FieldForm, isOfForm } from './field-form.ts';

/** The text of a commit: one action a line. */
export function encodeCommit(actions: readonly Action[]): string {
  return actions.map((action) => `${encodeAction(action)}\n`).join('');
}

export function encodeAction(action: Action): string {
  if (action.kind === 'unknown') return printJson({ [action.name]: action.value });
  const { kind, ...fields } = action;
  return printJson({ [kind]: fields as unknown as JsonObject });
}

/** The actions of a commit's text; rejects with `delta-log-malformed`, naming `file` and the line. */
export function decodeCommit(text: string, file: string): Action[] {
  const actions: Action[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    actions.push(decodeLine(line, file, index + 1));
  }
  return actions;
}

/** One action from the JSON of its body, as a checkpoint or a query gives it: fields that are null count as missing. */
export function decodeAction(name: string, body: string, place: string): Action {
  let value: Json;
  try {
    value = parseJson(body);
  } catch (error) {
    throw malformed(place, undefined, `the action ${name} is not JSON`, error);
  }
  if (!isJsonObject(value)) throw malformed(place, undefined, `the action ${name} is not an object`);
  const present = Object.entries(value).filter(([, field]) => field !== null);
  return checked(name, Object.fromEntries(present), place, undefined);
}

function decodeLine(line: string, file: string, number: number): Action {
  let json: Json;
  try {
    json = parseJson(line);
  } catch (error) {
    throw malformed(file, number, 'it is not JSON', error);
  }
  if (!isJsonObject(json)) throw malformed(file, number, 'it is not an object');
  const present = Object.entries(json).filter(([, value]) => value !== null);
  const [first] = present;
  if (first === undefined || present.length > 1) {
    throw malformed(file, number, `it should hold one action, and holds ${present.length}`);
  }
  const [name, value] = first;
  if (!isJsonObject(value)) throw malformed(file, number, `the action ${name} is not an object`);
  return checked(name, value, file, number);
}

function checked(name: string, value: JsonObject, file: string, number: number | undefined): Action {
  const form = forms[name];
  if (form === undefined) return { kind: 'unknown', name, value };
  for (const [field, expected] of Object.entries(form)) {
    if (!isOfForm(value[field], expected)) {
      const found = value[field] === undefined ? 'missing' : printJson(value[field] ?? null).slice(0, 80);
      throw malformed(file, number, `${name}.${field} should be ${expected}, and is ${found}`);
    }
  }
  return { kind: name, ...value } as unknown as Action;
}

/** What each known action must hold for us to act on it; fields that are not named are carried along unread. */
const forms: Readonly<Record<string, Readonly<Record<string, FieldForm>>>> = {
  protocol: {
    minReaderVersion: 'a whole number',
    minWriterVersion: 'a whole number',
    readerFeatures: 'a list of strings, or missing',
    writerFeatures: 'a list of strings, or missing',
  },
  metaData: {
    id: 'a string',
    schemaString: 'a string',
    partitionColumns: 'a list of strings',
    configuration: 'a map of strings, or missing',
  },
  add: {
    path: 'a string',
    partitionValues: 'a map of strings',
    size: 'a whole number',
    modificationTime: 'a whole number',
    dataChange: 'true or false',
    stats: 'a string, or missing',
    deletionVector: 'an object, or missing',
  },
  remove: {
    path: 'a string',
    dataChange: 'true or false, or missing',
    partitionValues: 'a map of strings, or missing',
    deletionVector: 'an object, or missing',
  },
  cdc: { path: 'a string', partitionValues: 'a map of strings', size: 'a whole number' },
  txn: { appId: 'a string', version: 'a whole number' },
  domainMetadata: { domain: 'a string', configuration: 'a string', removed: 'true or false' },
  commitInfo: {},
};

function malformed(file: string, line: number | undefined, reason: string, cause?: unknown): DiagnosticError {
  return new DiagnosticError(
    diagnose('delta-log-malformed', { file, ...(line === undefined ? {} : { line }), reason }),
    1,
    cause,
  );
}
