import { canonicalJson, computationHash, type Definition, statementTokens } from '../environment/index.ts';
import { type Change, type ChangeScope, emptyScope, type Reason } from './change.ts';

/**
 * Judges a model's own change from its two definitions alone. Equal computations are proved by their text, settings and input schemas; whatever
 * else differs is breaking, because nothing here proves that it is not.
 */
export function compareDefinitions(old: Definition | null, next: Definition | null): Change {
  if (old === null && next === null) return { verdict: 'unchanged', scope: emptyScope, reasons: [] };
  if (old === null) return added(next!);
  if (next === null) return removed(old);
  if (computationHash(old) === computationHash(next)) return compareMetadata(old, next);
  const scope = columnScope(old, next);
  const reasons: Reason[] = [...columnReasons(scope), ...partReasons(old, next)];
  return { verdict: 'breaking', scope, reasons };
}

function added(next: Definition): Change {
  return {
    verdict: 'additive',
    scope: {
      ...emptyScope,
      columns: { ...emptyScope.columns, added: next.columns.map((column) => column.name) },
    },
    reasons: [reason('model-added', 'The model is new.')],
  };
}

function removed(old: Definition): Change {
  return {
    verdict: 'breaking',
    scope: {
      rows: true,
      columns: { ...emptyScope.columns, removed: old.columns.map((column) => column.name) },
    },
    reasons: [reason('model-removed', 'The model is no longer in the project.')],
  };
}

function compareMetadata(old: Definition, next: Definition): Change {
  const differs =
    old.description !== next.description ||
    canonicalJson(old.header) !== canonicalJson(next.header) ||
    canonicalJson(old.columns) !== canonicalJson(next.columns);
  if (!differs && old.source === next.source) return { verdict: 'unchanged', scope: emptyScope, reasons: [] };
  if (!differs) {
    const reasons = [
      reason('text-changed', 'Only comments, white space or macros around the same statement changed.'),
    ];
    return { verdict: 'metadata', scope: emptyScope, reasons };
  }
  return {
    verdict: 'metadata',
    scope: emptyScope,
    reasons: [
      reason(
        'header-changed',
        'Only descriptions, tags, audits or other header entries changed; no value does.',
      ),
    ],
  };
}

function columnScope(old: Definition, next: Definition): ChangeScope {
  const oldColumns = new Map(old.columns.map((column) => [column.name.toLowerCase(), column]));
  const newColumns = new Map(next.columns.map((column) => [column.name.toLowerCase(), column]));
  const shared = next.columns.filter((column) => oldColumns.has(column.name.toLowerCase()));
  const sameQuery = sameStatement(old, next) && canonicalJson(old.seed) === canonicalJson(next.seed);
  return {
    rows: !sameQuery,
    columns: {
      changed: sameQuery ? [] : shared.map((column) => column.name),
      added: next.columns
        .filter((column) => !oldColumns.has(column.name.toLowerCase()))
        .map((column) => column.name),
      removed: old.columns
        .filter((column) => !newColumns.has(column.name.toLowerCase()))
        .map((column) => column.name),
      renamed: [],
      retyped: shared
        .filter((column) => oldColumns.get(column.name.toLowerCase())!.type !== column.type)
        .map((column) => column.name),
    },
  };
}

function columnReasons(scope: ChangeScope): Reason[] {
  const { added: more, removed: fewer, retyped } = scope.columns;
  const reasons: Reason[] = [];
  if (fewer.length > 0) reasons.push(reason('column-removed', `${list(fewer)} no longer given.`, fewer));
  if (retyped.length > 0) reasons.push(reason('type-changed', `${list(retyped)} has another type.`, retyped));
  if (more.length > 0) reasons.push(reason('column-added', `${list(more)} added.`, more));
  return reasons;
}

function partReasons(old: Definition, next: Definition): Reason[] {
  const reasons: Reason[] = [];
  if (old.kind !== next.kind)
    reasons.push(reason('kind-changed', `The kind changed from ${old.kind} to ${next.kind}.`));
  if (!sameStatement(old, next)) {
    reasons.push(
      reason('query-changed', 'The query changed, and nothing proves that it gives the same rows.'),
    );
  }
  if (canonicalJson(sqlMacros(old)) !== canonicalJson(sqlMacros(next))) {
    reasons.push(reason('macro-changed', 'A SQL macro that it calls changed.'));
  }
  if (canonicalJson(old.seed) !== canonicalJson(next.seed))
    reasons.push(reason('seed-changed', 'The file has other content.'));
  if (canonicalJson(old.inputs) !== canonicalJson(next.inputs)) {
    reasons.push(reason('input-schema-changed', 'What it reads has another schema.'));
  }
  if (canonicalJson(old.partitionedBy) !== canonicalJson(next.partitionedBy)) {
    reasons.push(reason('partitioning-changed', 'The table is partitioned otherwise.'));
  }
  if (
    canonicalJson(old.engine) !== canonicalJson(next.engine) ||
    canonicalJson(old.settings) !== canonicalJson(next.settings)
  ) {
    reasons.push(reason('engine-changed', 'The engine or its settings changed.'));
  }
  if (reasons.length === 0) reasons.push(reason('definition-changed', 'What the model computes changed.'));
  return reasons;
}

function sqlMacros(definition: Definition): readonly string[] {
  return definition.macros.filter((macro) => macro.file.endsWith('.sql')).map((macro) => macro.text);
}

function sameStatement(old: Definition, next: Definition): boolean {
  return statementTokens(old.sql) === statementTokens(next.sql);
}

function reason(rule: string, message: string, columns: readonly string[] = []): Reason {
  return { rule, message, columns, old: null, new: null };
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
