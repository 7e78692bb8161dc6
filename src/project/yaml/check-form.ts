import type { z } from 'zod';
import { type Diagnostic, diagnose, type Outcome } from '../../diagnostics/index.ts';
import { nearNames, type SourceFile, type Span, spanOf } from '../../text/index.ts';
import { knownKeys } from './known-keys.ts';
import { entryOf, type YamlNode, type YamlPath, yamlAt, yamlValue } from './yaml-node.ts';

type Issue = z.core.$ZodIssue;

/**
 * The document checked against its form. Each thing wrong is a diagnostic at its place in the file; `form` names the form in words
 * (`the model header`). null where anything is wrong.
 */
export function checkForm<T>(
  schema: z.ZodType<T>,
  node: YamlNode,
  file: SourceFile,
  form: string,
): Outcome<T | null> {
  const result = schema.safeParse(yamlValue(node));
  if (result.success) return { value: result.data, diagnostics: [] };
  const checker: Checker = { schema, node, file, form };
  const diagnostics = withoutMisspelt(checker, result.error.issues);
  return { value: null, diagnostics };
}

interface Checker {
  readonly schema: z.ZodType;
  readonly node: YamlNode;
  readonly file: SourceFile;
  readonly form: string;
}

/** A key that is missing because it is misspelt is one fault, not two. */
function withoutMisspelt(checker: Checker, issues: readonly Issue[]): Diagnostic[] {
  const misspelt = new Set<string>();
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const known = knownKeys(checker.schema, issue.path);
    for (const key of issue.keys)
      for (const candidate of nearNames(key, known)) misspelt.add([...issue.path, candidate].join('\n'));
  }
  return issues
    .filter((issue) => {
      const isMissing = issue.code === 'invalid_type' && yamlAt(checker.node, issue.path) === undefined;
      return !(isMissing && misspelt.has(issue.path.join('\n')));
    })
    .flatMap((issue) => explain(checker, issue, []));
}

function explain(checker: Checker, issue: Issue, base: YamlPath): Diagnostic[] {
  const path: YamlPath = [...base, ...issue.path];
  const subject = valueSpan(checker, path);
  const where = whereOf(path, checker.form);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(checker.schema, path);
      return issue.keys.map((key) =>
        diagnose(
          'unknown-key',
          { key, where, known, candidates: nearNames(key, known) },
          { subject: keySpan(checker, path, key) },
        ),
      );
    }
    case 'invalid_union':
      return explainUnion(checker, issue, path);
    case 'invalid_value': {
      const choices = issue.values.map(String);
      const found = yamlAt(checker.node, path);
      if (found === undefined) return [missing(checker, path)];
      const text = found.kind === 'scalar' ? String(found.value) : describe(found);
      return [
        diagnose(
          'wrong-choice',
          { found: text, choices, where, candidates: nearNames(text, choices) },
          { subject },
        ),
      ];
    }
    case 'invalid_key':
      return [
        diagnose(
          'wrong-value',
          { expected: issue.issues[0]?.message ?? 'another key', found: 'this key', where },
          { subject },
        ),
      ];
    case 'invalid_type': {
      const found = yamlAt(checker.node, path);
      if (found === undefined) return [missing(checker, path)];
      return [wrong(checker, path, expectedType(issue.expected))];
    }
    case 'too_small':
      return [wrong(checker, path, atLeast(issue.origin, issue.minimum))];
    case 'too_big':
      return [wrong(checker, path, `at most ${issue.maximum}`)];
    default:
      return [wrong(checker, path, issue.message)];
  }
}

/**
 * A union's errors come for each branch. What the user meant is the branch whose outer shape fits; where several do, the one with the fewest
 * complaints; where none does, all shapes are named.
 */
function explainUnion(
  checker: Checker,
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: YamlPath,
): Diagnostic[] {
  const found = yamlAt(checker.node, path);
  if (found === undefined) return [missing(checker, path)];
  const branches = issue.errors as readonly (readonly Issue[])[];
  const fitting = branches.filter(
    (issues) =>
      !issues.some(
        (one) => one.path.length === 0 && (one.code === 'invalid_type' || one.code === 'invalid_value'),
      ),
  );
  const best = [...fitting].sort((a, b) => a.length - b.length)[0];
  if (best !== undefined) return best.flatMap((one) => explain(checker, one, path));
  const choices = branches.flatMap((issues) =>
    issues.flatMap((one) =>
      one.code === 'invalid_value' && one.path.length === 0 ? one.values.map(String) : [],
    ),
  );
  if (choices.length > 0 && found.kind === 'scalar' && typeof found.value === 'string') {
    const text = found.value;
    return [
      diagnose(
        'wrong-choice',
        { found: text, choices, where: whereOf(path, checker.form), candidates: nearNames(text, choices) },
        { subject: valueSpan(checker, path) },
      ),
    ];
  }
  const expected = branches.flatMap((issues) =>
    issues.flatMap((one) => (one.code === 'invalid_type' ? [expectedType(one.expected)] : [])),
  );
  return [wrong(checker, path, [...new Set(expected)].join(' or ') || 'another value')];
}

function wrong(checker: Checker, path: YamlPath, expected: string): Diagnostic {
  const found = yamlAt(checker.node, path);
  return diagnose(
    'wrong-value',
    {
      expected,
      found: found === undefined ? 'nothing' : describe(found),
      where: whereOf(path, checker.form),
      quote: expected === 'text' && found?.kind === 'scalar' && found.value !== null,
    },
    { subject: valueSpan(checker, path) },
  );
}

function missing(checker: Checker, path: YamlPath): Diagnostic {
  const parent = path.slice(0, -1);
  return diagnose(
    'missing-key',
    { key: String(path.at(-1) ?? ''), where: whereOf(parent, checker.form) },
    { subject: keySpan(checker, parent.slice(0, -1), String(parent.at(-1) ?? '')) },
  );
}

/** Where `key` of the mapping at `path` is written; the mapping's beginning where it is not. */
function keySpan(checker: Checker, path: YamlPath, key: string): Span {
  const mapping = yamlAt(checker.node, path);
  const entry = entryOf(mapping, key);
  if (entry !== undefined) return spanOf(checker.file, entry.keyStart, entry.keyEnd);
  const first = mapping?.kind === 'mapping' ? mapping.entries[0] : undefined;
  if (first !== undefined) return spanOf(checker.file, first.keyStart, first.keyEnd);
  const start = mapping?.start ?? checker.node.start;
  return spanOf(checker.file, start, start + 1);
}

function valueSpan(checker: Checker, path: YamlPath): Span {
  const node = yamlAt(checker.node, path);
  if (node === undefined || node.end <= node.start || (node.kind !== 'scalar' && path.length > 0))
    return keyOf(checker, path);
  return spanOf(checker.file, node.start, node.end);
}

/** The key under which the value at `path` stands; in a list, the item. */
function keyOf(checker: Checker, path: YamlPath): Span {
  const last = path.at(-1);
  if (typeof last === 'number') {
    const item = yamlAt(checker.node, path);
    if (item !== undefined && item.end > item.start) return spanOf(checker.file, item.start, item.end);
  }
  return keySpan(checker, path.slice(0, -1), String(last ?? ''));
}

/** e.g. `columns.residents` of the model header; places in lists are left to the span. */
function whereOf(path: YamlPath, form: string): string {
  const keys = path.filter((step) => typeof step !== 'number').map(String);
  if (keys.length === 0) return form;
  const item = typeof path.at(-1) === 'number' ? 'an entry of ' : '';
  return `${item}\`${keys.join('.')}\` of ${form}`;
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping (`key: value`)',
  record: 'a mapping (`key: value`)',
  array: 'a list',
};

function expectedType(expected: string): string {
  return typeWords[expected] ?? expected;
}

function atLeast(origin: string, minimum: number | bigint): string {
  if (origin === 'string')
    return minimum === 1 ? 'text that is not empty' : `text of at least ${minimum} characters`;
  if (origin === 'array') return minimum === 1 ? 'a list that is not empty' : `a list of at least ${minimum}`;
  return `at least ${minimum}`;
}

function describe(node: YamlNode): string {
  if (node.kind === 'sequence') return 'a list';
  if (node.kind === 'mapping') return 'a mapping';
  if (node.value === null) return 'nothing';
  if (typeof node.value === 'string') return `the text \`${node.value}\``;
  return typeof node.value === 'number' ? `the number ${node.value}` : String(node.value);
}
