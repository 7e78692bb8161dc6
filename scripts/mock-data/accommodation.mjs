import { months, officeHours, textOf } from './calendar.mjs';
import { char, decimal } from './text.mjs';

const lastColumn = 13; // DATE_ENCODAGE

/**
 * Rows of V_HEBERGEMENT_FACTURE, one invoice for a resident and month with the nights and what came on top, and for each
 * invoice what is to be paid (in ten-thousandths of a euro). Credit notes are lines of their own that come weeks later.
 */
export function makeAccommodation(random, stays) {
  const rows = [];
  const invoices = [];
  for (const month of months) {
    const sequences = new Map();
    for (const stay of stays) {
      const from = Math.max(month.first, stay.entry);
      const until = Math.min(month.end, stay.exit ?? month.end);
      if (until <= from) continue;
      const sequence = (sequences.get(stay.home.code) ?? 0) + 1;
      sequences.set(stay.home.code, sequence);
      // A series of its own, apart from the care invoices' of the same home.
      const number = 9_000_000_000_000 + month.number * 1_000_000 + sequence;
      const lines = linesOf(random, stay, until - from);
      const issued = month.end + 2;
      lines.forEach((line, index) => {
        const credit = line.code === 'NC';
        const recorded = issued + (credit ? random.integer(10, 45) : random.integer(0, 4));
        rows.push([
          char(stay.home.code, 6),
          char(stay.number, 10),
          `${stay.surname} ${stay.firstName}`,
          number,
          index + 1,
          textOf(from),
          textOf(until - 1),
          char(line.code, 6),
          line.label,
          decimal(line.quantity * 10000),
          decimal(line.price),
          decimal(line.quantity * line.price),
          textOf(credit ? recorded : issued),
          officeHours(random, recorded),
        ]);
      });
      invoices.push({
        stay,
        number,
        issued,
        amount: lines.reduce((sum, line) => sum + line.quantity * line.price, 0),
      });
    }
  }
  rows.push(...rows.filter(() => random.chance(0.02)));
  rows.sort((left, right) =>
    left[lastColumn] < right[lastColumn] ? -1 : left[lastColumn] > right[lastColumn] ? 1 : 0,
  );
  return { rows, invoices };
}

function linesOf(random, stay, nights) {
  const lines = [
    { code: 'HEB', label: 'Hébergement journalier', quantity: nights, price: stay.home.dayPrice },
  ];
  if (random.chance(0.4))
    lines.push({ code: 'SUP', label: 'Supplément chambre à un lit', quantity: nights, price: 75000 });
  if (random.chance(0.45))
    lines.push({ code: 'PHA', label: 'Pharmacie', quantity: 1, price: random.integer(800, 9500) * 100 });
  if (random.chance(0.35))
    lines.push({ code: 'COI', label: 'Coiffeur et pédicure', quantity: random.integer(1, 2), price: 285000 });
  if (nights > 5 && random.chance(0.03)) {
    lines.push({
      code: 'NC',
      label: "Note de crédit : jours d'hôpital",
      quantity: -random.integer(1, 5),
      price: stay.home.dayPrice,
    });
  }
  return lines;
}
