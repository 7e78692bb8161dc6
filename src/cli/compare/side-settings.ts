import type { SideForm } from '../../compare/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { nearNames } from '../../text/index.ts';

type Settings = Omit<Extract<SideForm, object>, 'side'>;

const texts = [
  'encoding',
  'separator',
  'quote',
  'decimal',
  'thousands',
  'date',
  'timestamp',
  'null',
  'time_zone',
];

/** `decimal=,`, `header=no`, `type.CODE=VARCHAR`: settings of one side as the command line gives them. */
export function sideSettings(side: 'left' | 'right', given: readonly string[]): Settings {
  const settings: Record<string, unknown> = {};
  const types: Record<string, string> = {};
  for (const each of given) {
    const at = each.indexOf('=');
    const name = (at < 0 ? each : each.slice(0, at)).trim().replaceAll('-', '_');
    const value = at < 0 ? '' : each.slice(at + 1);
    const wrong = (problem: string, hint: string) =>
      new DiagnosticError(diagnose('argument-invalid', { argument: side, problem, hint }));
    if (at < 0) throw wrong(`\`${each}\` has no value`, `Write \`--${side} ${name}=VALUE\`.`);
    if (name.startsWith('type.')) types[name.slice('type.'.length)] = value;
    else if (name === 'header') {
      if (!/^(yes|no|true|false)$/.test(value))
        throw wrong(`header is yes or no, not \`${value}\``, `Write \`--${side} header=no\`.`);
      settings.header = value === 'yes' || value === 'true';
    } else if (name === 'separator') {
      const separator = value === 'tab' || value === '\\t' ? '\t' : value;
      if ([...separator].length !== 1)
        throw wrong(
          `a separator is one letter, not \`${value}\``,
          `Write \`--${side} separator=;\`, or \`separator=tab\`.`,
        );
      settings.separator = separator;
    } else if (name === 'quote') {
      if (value !== 'none' && [...value].length > 1)
        throw wrong(
          `a quote is one letter, not \`${value}\``,
          `Write \`--${side} quote=none\` for a file without quotes.`,
        );
      settings.quote = value === 'none' ? '' : value;
    } else if (name === 'decimal' && value !== '.' && value !== ',')
      throw wrong(`the decimal sign is \`.\` or \`,\`, not \`${value}\``, `Write \`--${side} decimal=,\`.`);
    else if (texts.includes(name)) settings[name] = value;
    else {
      const known = [...texts, 'header', 'type.COLUMN'];
      const near = nearNames(name, known);
      throw wrong(
        `there is no setting \`${name}\``,
        near.length === 0
          ? `There are ${known.join(', ')}.`
          : `Did you mean \`${near[0]}\`? There are ${known.join(', ')}.`,
      );
    }
  }
  return { ...settings, ...(Object.keys(types).length === 0 ? {} : { types }) } as Settings;
}
