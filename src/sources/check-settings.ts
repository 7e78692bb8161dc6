import type { z } from 'zod';
import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import { nearNames } from '../text/index.ts';

/**
 * A source's settings by its connector's form, whose messages are what was expected ("a whole number from 1 to 65535"). Rejects with `source-setting-missing`,
 * `source-setting-unknown` or `source-setting-invalid`; a value is never part of the message, it may be a secret.
 */
export function checkSettings<Form extends z.ZodObject>(
  source: string,
  form: Form,
  settings: Readonly<Record<string, unknown>>,
): z.infer<Form> {
  const known = Object.keys(form.shape);
  for (const setting of Object.keys(settings)) {
    if (!known.includes(setting))
      throw new DiagnosticError(
        diagnose('source-setting-unknown', { source, setting, known, near: nearNames(setting, known) }),
      );
  }
  const checked = form.safeParse(settings);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const setting = issue?.path.join('.') ?? '';
  const expected =
    issue?.code === 'unrecognized_keys'
      ? `a mapping without ${issue.keys.map((key) => `\`${key}\``).join(', ')}, which it does not know`
      : (issue?.message ?? '');
  throw new DiagnosticError(
    issue?.path.length === 1 && (settings[setting] === undefined || settings[setting] === '')
      ? diagnose('source-setting-missing', { source, setting, expected })
      : diagnose('source-setting-invalid', { source, setting, expected }),
  );
}
