import { EngineError, type EngineFailure } from '../../ports/index.ts';

/** DuckDB's error as an EngineError; what is not DuckDB's is left as it is. */
export function engineError(error: unknown): unknown {
  if (error instanceof EngineError || !(error instanceof Error)) return error;
  return new EngineError(readFailure(error.message), error);
}

/** The failure of a statement that was stopped before it ran. */
export function interruptedBeforeStart(): EngineError {
  return new EngineError({
    kind: 'INTERRUPT',
    message: 'Interrupted!',
    position: null,
    subtype: null,
    candidates: [],
  });
}

/**
 * Reads a message as DuckDB gives it under `errors_as_json`: a JSON object, after the error's kind when preparing failed
 * (`Parser Error: {…}`), or plain words where the client itself complains.
 */
export function readFailure(message: string): EngineFailure {
  const brace = message.indexOf('{"exception_type"');
  const parsed = brace < 0 ? null : parseObject(message.slice(brace));
  if (parsed === null) {
    const prefix = /^([A-Za-z ]+?) Error: /.exec(message);
    return {
      kind: prefix === null ? 'Client' : prefix[1]!,
      message: prefix === null ? message : message.slice(prefix[0].length),
      position: null,
      subtype: null,
      candidates: [],
    };
  }
  const position = Number(parsed.position);
  return {
    kind: parsed.exception_type ?? 'Unknown',
    message: parsed.exception_message ?? message,
    position: parsed.position === undefined || !Number.isSafeInteger(position) ? null : position,
    subtype: parsed.error_subtype ?? null,
    candidates: (parsed.candidates ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  };
}

function parseObject(text: string): Record<string, string> | null {
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    return null;
  }
}
