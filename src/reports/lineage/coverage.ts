import type { CompiledProject } from '../../compile/index.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';

/** Something that lineage says nothing of, or not all, and why. */
export interface Gap {
  readonly relation: string;
  readonly type: 'model' | 'exposure';
  readonly file: string;
  readonly reason: string;
}

/** What a statement about a project's columns rests on. */
export interface Coverage {
  /** Models and consumers that were not parsed or bound: they may read any column. */
  readonly notRead: readonly Gap[];
  /** Constructs that are not known inside of models that were read: they count as reading everything below them. */
  readonly partlyRead: readonly string[];
}

/** `found`: of compiling; `traced`: of following columns. */
export function coverageOf(
  compiled: CompiledProject,
  found: readonly Diagnostic[],
  traced: readonly Diagnostic[],
): Coverage {
  const errors = found.filter(({ severity }) => severity === 'error');
  const failed = new Set(compiled.failed);
  const notRead = compiled.project.models
    .filter(({ name }) => failed.has(name))
    .map(({ name, file }): Gap => {
      const own = errors.find(({ subject }) => subject?.file === file.path);
      return {
        relation: name,
        type: 'model',
        file: file.path,
        reason: own === undefined ? 'it reads, or calls, what could not be compiled' : told(own),
      };
    });
  const consumers = new Set(compiled.exposures.map(({ exposure }) => exposure.name));
  for (const exposure of compiled.project.exposures) {
    if (consumers.has(exposure.name)) continue;
    const { file, span } = exposure;
    const next = Math.min(
      ...compiled.project.exposures
        .filter((other) => other.file === file && other.span.start > span.start)
        .map((other) => other.span.start),
    );
    const inside = ({ subject }: Diagnostic): boolean =>
      subject?.file === file.path && subject.start >= span.start && subject.start < next;
    const own = errors.find(inside);
    notRead.push({
      relation: exposure.name,
      type: 'exposure',
      file: file.path,
      reason: own === undefined ? 'it could not be bound' : told(own),
    });
  }
  return { notRead, partlyRead: [...new Set(traced.map(({ summary }) => summary))] };
}

function told({ summary, subject }: Diagnostic): string {
  return subject === null ? summary : `${summary} (line ${subject.line})`;
}
