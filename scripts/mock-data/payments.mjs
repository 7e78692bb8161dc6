import { officeHours, textOf } from './calendar.mjs';
import { char, decimal } from './text.mjs';

const lastColumn = 9; // DATE_ENCODAGE

/** Rows of V_PAIEMENTS: paid at once, in two parts, not at all, or paid, sent back by the bank and paid again. */
export function makePayments(random, invoices) {
  let sequence = 7_300_000_000;
  const rows = [];
  for (const { stay, number, issued, amount } of invoices) {
    const way = random.weighted([
      ['whole', 86],
      ['parts', 6],
      ['none', 6],
      ['returned', 2],
    ]);
    const means = random.weighted([
      ['DOM', 5],
      ['VIR', 4],
      ['ESP', 1],
    ]);
    let day = issued + random.integer(8, 40);
    const pay = (part) => {
      sequence += random.integer(1, 9);
      rows.push([
        sequence,
        char(stay.home.code, 6),
        char(stay.number, 10),
        number,
        textOf(day),
        decimal(part),
        means,
        // Looks like an account number and never is one: its check digits are 00.
        means === 'ESP' ? null : char(`BE00 ${String(1000 + Number(stay.number))} 0000 0000`, 34),
        `+++${String(number).slice(-10, -7)}/${String(number).slice(-7, -3)}/${String(number).slice(-3)}00+++`,
        officeHours(random, day + random.integer(0, 2)),
      ]);
      day += random.integer(5, 30);
    };
    if (way === 'whole') pay(amount);
    if (way === 'returned') for (const part of [amount, -amount, amount]) pay(part);
    if (way === 'parts') {
      const first = Math.floor(amount / 20000) * 10000;
      pay(first);
      if (random.chance(0.7)) pay(amount - first);
    }
  }
  rows.push(...rows.filter(() => random.chance(0.02)));
  return rows.sort((left, right) =>
    left[lastColumn] < right[lastColumn] ? -1 : left[lastColumn] > right[lastColumn] ? 1 : 0,
  );
}
