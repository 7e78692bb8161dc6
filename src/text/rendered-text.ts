import type { SourceFile } from './source-file.ts';
import { type Span, spanOf } from './span.ts';

/**
 * A piece of a rendered text and where it came from. `verbatim` pieces stand in the file letter for letter, so an offset inside
 * maps to an offset; a `generated` piece (the output of a helper) maps to the whole template node that made it.
 */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly kind: 'verbatim' | 'generated';
  readonly file: SourceFile;
  readonly sourceStart: number;
  readonly sourceEnd: number;
  /** The calls (of partials) that led here, outermost first. */
  readonly calls: readonly Span[];
}

/** Text after rendering, with its origin. Segments are ordered, cover the text and do not overlap. */
export interface RenderedText {
  readonly text: string;
  readonly segments: readonly Segment[];
}

/** A text that was not rendered: one verbatim piece of `file`, beginning at `offset` of it. */
export function verbatimText(file: SourceFile, offset = 0): RenderedText {
  const text = file.text.slice(offset);
  return {
    text,
    segments: [
      {
        start: 0,
        end: text.length,
        kind: 'verbatim',
        file,
        sourceStart: offset,
        sourceEnd: file.text.length,
        calls: [],
      },
    ],
  };
}

/** Where the user wrote what stands at `start`…`end` of the rendered text, and the partial calls around it, outermost first. */
export function originOf(
  rendered: RenderedText,
  start: number,
  end: number,
): { span: Span; calls: readonly Span[] } | null {
  const first = segmentAt(rendered.segments, start);
  if (first === undefined) return null;
  if (first.kind === 'generated') {
    return { span: spanOf(first.file, first.sourceStart, first.sourceEnd), calls: first.calls };
  }
  const sourceStart = first.sourceStart + (start - first.start);
  const last = end > first.end ? segmentAt(rendered.segments, end - 1) : first;
  const sourceEnd =
    last === undefined || last.file !== first.file || last.sourceEnd < sourceStart
      ? first.sourceEnd
      : last.kind === 'verbatim'
        ? last.sourceStart + (end - last.start)
        : last.sourceEnd;
  return { span: spanOf(first.file, sourceStart, Math.max(sourceEnd, sourceStart)), calls: first.calls };
}

function segmentAt(segments: readonly Segment[], offset: number): Segment | undefined {
  let low = 0;
  let high = segments.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const segment = segments[middle]!;
    if (offset < segment.start) high = middle - 1;
    else if (offset >= segment.end) low = middle + 1;
    else return segment;
  }
  return segments[segments.length - 1];
}
