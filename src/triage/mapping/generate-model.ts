import { stringify } from 'yaml';
import { type SourceFile, type Span, spanOf } from '../../text/index.ts';
import { longColumn, type Mapping, type MappingPath, namesOf, placeIn } from './mapping.ts';
import type { MappingForm } from './mapping-form.ts';
import { selectParts, type TextPart } from './select-text.ts';

/** A model that a mapping gives, with the way back: which stretch of its text stands for which place of the mapping file. */
export interface GeneratedModel {
  readonly name: string;
  /** The file, relative to the project. */
  readonly file: SourceFile;
  readonly segments: readonly GeneratedSegment[];
}

export interface GeneratedSegment {
  /** UTF-16 offsets in the generated text, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** The value that it stands for. */
  readonly span: Span;
  /** Whether text and value are the same, letter for letter: then a place in the one is a place in the other. */
  readonly verbatim: boolean;
}

/** The model's file: its header, audits included, and its SELECT. */
export function generateModel(mapping: Mapping): GeneratedModel {
  const { form, file, node } = mapping;
  const [layer = '', name = ''] = form.target.model.split('.');
  const folders = (form.target.folder ?? '').split('/').filter((part) => part !== '' && part !== '..');
  const path = ['models', layer, ...folders, `${name}.sql`].join('/');
  const segments: GeneratedSegment[] = [];
  let text = '';
  for (const part of [...headerParts(form, file.path), ...selectParts(form), plain('\n')]) {
    const start = text.length;
    text += part.text;
    if (part.path === null) continue;
    const span = placeIn(file, node, part.path);
    const written = file.text.slice(span.start, span.end);
    const at = part.verbatim ? written.indexOf(part.text) : -1;
    segments.push({
      start,
      end: text.length,
      span: at < 0 ? span : spanOf(file, span.start + at, span.start + at + part.text.length),
      verbatim: at >= 0,
    });
  }
  return { name: form.target.model, file: { path, text }, segments };
}

/** The place in the mapping file that a place in the generated text stands for; the nearest before it where it stands for none itself. */
export function placeInMapping(model: GeneratedModel, mapping: Mapping, span: Span): Span {
  const containing = model.segments.filter(({ start, end }) => start <= span.start && span.start < end);
  const segment = containing.at(-1) ?? model.segments.findLast(({ start }) => start <= span.start);
  if (segment === undefined) return placeIn(mapping.file, mapping.node, ['target', 'model']);
  if (!segment.verbatim || containing.length === 0) return segment.span;
  const start = segment.span.start + (span.start - segment.start);
  return spanOf(mapping.file, start, Math.min(start + (span.end - span.start), segment.span.end));
}

const plain = (text: string): TextPart => ({ text, path: null, verbatim: false });

function headerParts(form: MappingForm, from: string): TextPart[] {
  const { model: _, folder: __, ...settings } = form.target;
  const lines: TextPart[] = [
    plain(
      `/* ---\n# From ${from}, by \`lode mapping generate\`: what you change here stays when it is generated again.\n`,
    ),
  ];
  const add = (text: string, path: MappingPath) => {
    lines.push({ text: `${text}\n`, path, verbatim: false });
  };
  for (const [key, value] of Object.entries(settings))
    if (value !== undefined) add(`${key}: ${flow(value)}`, ['target', key]);
  const grain = namesOf(form.grain);
  if (grain.length > 0) add(`grain: ${flow(grain)}`, ['grain']);
  const columns = Object.entries(form.columns ?? {}).flatMap(([name, column]) => {
    const { description, pii, tags, audits } = longColumn(column);
    const said = Object.entries({ description, pii, tags, audits }).filter(
      ([, value]) => value !== undefined,
    );
    return said.length === 0 ? [] : [[name, Object.fromEntries(said)] as const];
  });
  if (columns.length > 0) lines.push(plain('columns:\n'));
  for (const [name, said] of columns) add(`  ${flow(name)}: ${flow(said)}`, ['columns', name]);
  const quality = auditsOf(form);
  if (quality.length > 0) lines.push(plain('audits:\n'));
  for (const { audit, path } of quality) add(`  - ${flow(audit)}`, path);
  return [...lines, plain('--- */\n')];
}

/** The quality rules; the grain and the keys are unique. */
function auditsOf(form: MappingForm): { audit: object | string; path: MappingPath }[] {
  const rules = form.quality ?? [];
  const same = (one: readonly string[], other: readonly string[]) =>
    [...one].sort().join('\n').toLowerCase() === [...other].sort().join('\n').toLowerCase();
  const keys = [
    ...(namesOf(form.grain).length > 0 ? [{ key: namesOf(form.grain), path: ['grain'] as MappingPath }] : []),
    ...(form.keys ?? []).map((key, index) => ({ key, path: ['keys', index] as MappingPath })),
  ];
  return [
    ...keys
      .filter(
        ({ key }) =>
          !rules.some(
            (rule) =>
              typeof rule !== 'string' && rule.unique !== undefined && same(namesOf(rule.unique), key),
          ),
      )
      .map(({ key, path }) => ({ audit: { unique: key }, path })),
    ...rules.map((audit, index) => ({ audit, path: ['quality', index] as MappingPath })),
  ];
}

/** YAML in one line. */
function flow(value: unknown): string {
  return stringify(value, {
    collectionStyle: 'flow',
    lineWidth: 0,
    flowCollectionPadding: false,
    defaultStringType: 'PLAIN',
    doubleQuotedMinMultiLineLength: 1_000_000,
    blockQuote: false,
  }).trimEnd();
}
