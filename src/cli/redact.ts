import type { OpenProject } from './open-project.ts';

const secretName = /pass|secret|token|key|pwd|credential/i;
const placeholder = /\$\{([A-Za-z_][A-Za-z0-9_]*)/g;

/**
 * Takes the values of the variables that project.yml names, and of AWS's credentials, out of a text. They reach no text by design; this is for what a driver may say in an
 * error. Values so short that they stand in other words are left, but for those whose name says that they are secret.
 */
export function redaction(open: OpenProject): (text: string) => string {
  const named = [...open.project.file.text.matchAll(placeholder)].map((match) => match[1]!);
  const names = new Set([...named, 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']);
  const values = [...names]
    .flatMap((name) => {
      const value = open.variables[name] ?? '';
      return value.length >= (secretName.test(name) ? 3 : 8) ? [value] : [];
    })
    // The longest first: one may be part of another.
    .sort((a, b) => b.length - a.length);
  const forms = values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]);
  return (text) => forms.reduce((kept, value) => kept.replaceAll(value, '***'), text);
}

/** The same for a value that goes out as JSON: its texts, and not the names of its entries, which a secret may be like. */
export function redactTexts<T>(redact: (text: string) => string, value: T): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactTexts(redact, item)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, redactTexts(redact, entry)]),
  ) as T;
}
