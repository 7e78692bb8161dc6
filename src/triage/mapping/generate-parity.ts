import { namesOf } from './mapping.ts';
import type { MappingForm } from './mapping-form.ts';

/** An entry of parity.yml below `pairs`. */
export interface GeneratedPair {
  readonly name: string;
  readonly pair: Readonly<Record<string, unknown>>;
}

/** The pair that compares the model with what it takes over; null where the mapping does not say with what. Its form is checked by whoever reads parity.yml. */
export function generatePair(form: MappingForm): GeneratedPair | null {
  if (form.parity === undefined) return null;
  const { pair: name, description, left, key, ...rest } = form.parity;
  const { model, description: ofModel, owner } = form.target;
  const grain = namesOf(form.grain);
  const rows = key ?? (grain.length === 0 ? undefined : grain);
  const said = description ?? ofModel;
  const given = Object.entries({
    ...(said === undefined ? {} : { description: said }),
    ...(owner === undefined ? {} : { owner }),
    left,
    right: model,
    ...(rows === undefined ? { bag: true } : { key: rows }),
    ...rest,
  }).filter(([, value]) => value !== undefined);
  return { name: name ?? model.slice(model.indexOf('.') + 1), pair: Object.fromEntries(given) };
}
