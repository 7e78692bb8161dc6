import { isJsonObject, type Json } from '../json.ts';

/** What a field of an action may hold; the words stand in the message of a malformed log. */
export type FieldForm =
  | 'a string'
  | 'a string, or missing'
  | 'a whole number'
  | 'true or false'
  | 'true or false, or missing'
  | 'a list of strings'
  | 'a list of strings, or missing'
  | 'a map of strings'
  | 'a map of strings, or missing'
  | 'an object, or missing';

export function isOfForm(value: Json | undefined, form: FieldForm): boolean {
  if (form.endsWith('missing') && (value === undefined || value === null)) return true;
  switch (form) {
    case 'a string':
    case 'a string, or missing':
      return typeof value === 'string';
    case 'a whole number':
      return typeof value === 'bigint' || Number.isSafeInteger(value);
    case 'true or false':
    case 'true or false, or missing':
      return typeof value === 'boolean';
    case 'a list of strings':
    case 'a list of strings, or missing':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'a map of strings':
    case 'a map of strings, or missing':
      return (
        isJsonObject(value) && Object.values(value).every((item) => item === null || typeof item === 'string')
      );
    case 'an object, or missing':
      return isJsonObject(value);
  }
}
