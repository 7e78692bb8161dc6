import { createHash } from 'node:crypto';
import { type Diagnostic, diagnose, hasErrors, type Outcome } from '../../diagnostics/index.ts';
import {
  checkForm,
  type Environment,
  keySpanOf,
  nodeSpan,
  readYaml,
  resolveValue,
  type YamlNode,
  yamlAt,
} from '../../project/index.ts';
import type { SourceFile } from '../../text/index.ts';
import type { ComparisonForm, SideForm } from '../form.ts';
import { type ComparisonRequest, requestOf } from '../request.ts';
import type { Calendar, DaysOff } from './calendar.ts';
import {
  type AcceptanceForm,
  type PairForm,
  type ParityFrame,
  pairForm,
  pairName,
  parityFrame,
} from './form.ts';
import { endOfNight, type Night, weekdays } from './night.ts';
import { fillNightIn } from './placeholders.ts';

/** What is to be the same every night. */
export interface Pair {
  readonly name: string;
  readonly description: string | null;
  readonly owner: string | null;
  readonly required: boolean;
  readonly compare: 'rows' | 'bytes';
  readonly allowEmpty: boolean;
  /** Defaults included; the night stands in it as `{{night}}`. */
  readonly form: ComparisonForm;
  readonly accepted: readonly AcceptanceForm[];
  /** A short hash of what decides whether two sides match, acceptances aside. */
  readonly rules: string;
  /** Why it cannot be compared; it is required then, as far as anybody knows. */
  readonly problems: readonly Diagnostic[];
}

export interface Parity {
  readonly timeZone: string;
  readonly environment: string | null;
  readonly calendar: Calendar;
  /** As they stand in the file. */
  readonly pairs: readonly Pair[];
}

/** parity.yml read. A pair that is wrong is there with its problems; null where the file as a whole cannot be read. */
export function loadParity(
  file: SourceFile,
  timeZone: string,
  environment: Environment,
): Outcome<Parity | null> {
  const read = readYaml(file);
  if (read.value === null || hasErrors(read.diagnostics)) {
    const empty =
      read.diagnostics.length === 0 ? [diagnose('parity-without-pairs', { path: file.path })] : [];
    return { value: null, diagnostics: [...read.diagnostics, ...empty] };
  }
  const checked = checkForm(parityFrame, read.value, file, 'the parallel run');
  if (checked.value === null) return { value: null, diagnostics: checked.diagnostics };
  const frame = checked.value;
  const names = Object.keys(frame.pairs);
  if (names.length === 0)
    return { value: null, diagnostics: [diagnose('parity-without-pairs', { path: file.path })] };
  const node = read.value;
  return {
    value: {
      timeZone: frame.time_zone ?? timeZone,
      environment: frame.environment ?? null,
      calendar: calendarOf(frame),
      pairs: names.map((name) => loadPair(name, frame, node, file, environment)),
    },
    diagnostics: read.diagnostics,
  };
}

/** What a pair compares on a night. Ages of rows are counted from `now` (milliseconds since 1970), for a night that is over from its end. */
export function requestForNight(
  pair: Pair,
  night: Night,
  timeZone: string,
  now: number,
): Outcome<ComparisonRequest | null> {
  const filled = fillNightIn(pair.form, night);
  if (hasErrors(filled.diagnostics)) return { value: null, diagnostics: filled.diagnostics };
  return requestOf(filled.value, Math.min(now, endOfNight(night, timeZone)));
}

function loadPair(
  name: string,
  frame: ParityFrame,
  document: YamlNode,
  file: SourceFile,
  environment: Environment,
): Pair {
  const node = yamlAt(document, ['pairs', name])!;
  const broken = (problems: readonly Diagnostic[]): Pair => ({
    name,
    description: null,
    owner: null,
    required: true,
    compare: 'rows',
    allowEmpty: false,
    form: {},
    accepted: [],
    rules: '',
    problems,
  });
  if (!pairName.test(name)) {
    const subject = keySpanOf(file, yamlAt(document, ['pairs']), name);
    return broken([diagnose('parity-pair-name', { name }, { subject })]);
  }
  const checked = checkForm(pairForm, node, file, `the pair \`${name}\``);
  if (checked.value === null) return broken(checked.diagnostics);
  const resolved = resolveValue(checked.value, nodeSpan(file, node), environment);
  if (resolved.value === null) return broken(resolved.diagnostics);
  const form = withDefaults(resolved.value, frame.defaults);
  const compare = resolved.value.compare ?? 'rows';
  const accepted = resolved.value.accepted ?? [];
  if (compare === 'bytes' && accepted.length > 0)
    return broken([diagnose('parity-bytes-accepted', { pair: name }, { subject: nodeSpan(file, node) })]);
  const [meaningless] = compare === 'bytes' ? Object.keys(ownOptions(resolved.value)) : [];
  if (meaningless !== undefined) {
    const subject = keySpanOf(file, node, meaningless);
    return broken([diagnose('parity-bytes-option', { option: meaningless }, { subject })]);
  }
  const allowEmpty = resolved.value.allow_empty ?? false;
  return {
    name,
    description: resolved.value.description ?? null,
    owner: resolved.value.owner ?? frame.defaults?.owner ?? null,
    required: resolved.value.required ?? true,
    compare,
    allowEmpty,
    form,
    accepted,
    // As written: what variables stand for differs from machine to machine.
    rules: rulesOf([withDefaults(checked.value, frame.defaults), compare, allowEmpty]),
    problems: [],
  };
}

function withDefaults(pair: PairForm, defaults: ParityFrame['defaults']): ComparisonForm {
  const { left, right } = pair;
  const own = ownOptions(pair);
  const { owner: _, left: ofLeft, right: ofRight, ...general } = defaults ?? {};
  const { key, bag, ...others } = general;
  const side = (form: SideForm, settings: object | undefined): SideForm => ({
    ...settings,
    ...(typeof form === 'string' ? { side: form } : form),
  });
  // A pair that says how its rows are told apart has said so: `key` and `bag` are one choice.
  const told = own.key !== undefined || own.bag !== undefined;
  return {
    ...others,
    ...(told || key === undefined ? {} : { key }),
    ...(told || bag === undefined ? {} : { bag }),
    ...own,
    left: side(left, ofLeft),
    right: side(right, ofRight),
  };
}

/** How a pair's rows are compared, as far as it says so itself. */
function ownOptions(pair: PairForm): Omit<ComparisonForm, 'left' | 'right'> {
  const { description, owner, required, compare, allow_empty, accepted, left, right, ...own } = pair;
  return own;
}

function rulesOf(parts: unknown): string {
  const sorted = (_: string, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value;
  return createHash('sha256').update(JSON.stringify(parts, sorted)).digest('hex').slice(0, 16);
}

function calendarOf({ schedule = 'daily', days_off: off = [] }: ParityFrame): Calendar {
  return {
    weekdays: schedule === 'daily' ? weekdays : schedule === 'weekdays' ? weekdays.slice(0, 5) : schedule,
    daysOff: off.map((each): DaysOff => {
      if (typeof each === 'string') return { from: each, to: each, reason: null };
      return { from: each.from, to: each.to ?? each.from, reason: each.reason ?? null };
    }),
  };
}
