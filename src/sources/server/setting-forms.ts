import { z } from 'zod';

/** A number of project.yml, also as text: replaced variables are text. Messages of all forms here say what was expected. */
export const wholeNumber = (least: number, most: number) =>
  z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)], {
      error: `a whole number from ${least} to ${most}`,
    })
    .pipe(
      z
        .number()
        .int(`a whole number from ${least} to ${most}`)
        .min(least, `a whole number from ${least} to ${most}`)
        .max(most, `a whole number from ${least} to ${most}`),
    );

export const text = (what: string) => z.string({ error: what }).min(1, what);

export const choice = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: `one of ${words.join(', ')}` });
