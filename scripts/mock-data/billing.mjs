import { isWeekend, monthOf, months, officeHours, textOf } from './calendar.mjs';
import { facilities, indexation, services } from './reference-data.mjs';
import { char, decimal, withoutAccents } from './text.mjs';

const lastColumn = 15; // DATE_ENCODAGE
const seniorieColumn = 3;

/**
 * Rows of V_DETAILFACTCNS_FICHIER_AD: lines of care invoices in the order in which they were recorded.
 * A line is known by home, invoice and line number; a correction repeats it with the next NO_CORRECTION, and the last one counts.
 */
export function makeBilling(random, stays) {
  const numberLine = createLineNumbers();
  const rows = [];
  for (let day = months[0].first; day < months[months.length - 1].end; day += 1) {
    for (const home of facilities) {
      const present = stays.filter(
        (stay) => stay.home === home && stay.entry <= day && (stay.exit === null || day < stay.exit),
      );
      if (present.length === 0) continue;
      const count = Math.max(0, random.integer(...home.perDay) - (isWeekend(day) ? 1 : 0));
      for (let index = 0; index < count; index += 1) {
        rows.push(...versionsOf(random, random.pick(present), day, numberLine));
      }
    }
  }
  rows.push(...duplicatesOf(random, rows));
  return rows.sort((left, right) =>
    left[lastColumn] < right[lastColumn] ? -1 : left[lastColumn] > right[lastColumn] ? 1 : 0,
  );
}

/** Invoice numbers start again in each home: one invoice for a resident and month, its lines counted from 1. */
function createLineNumbers() {
  const invoices = new Map();
  const sequences = new Map();
  return (stay, day) => {
    const month = monthOf(day).number;
    const key = `${stay.home.code}/${stay.number}/${month}`;
    let invoice = invoices.get(key);
    if (invoice === undefined) {
      const sequence = (sequences.get(`${stay.home.code}/${month}`) ?? 0) + 1;
      sequences.set(`${stay.home.code}/${month}`, sequence);
      invoice = { number: month * 1_000_000 + sequence, lines: 0 };
      invoices.set(key, invoice);
    }
    invoice.lines += 1;
    return [invoice.number, invoice.lines];
  };
}

function versionsOf(random, stay, day, numberLine) {
  const service = random.weighted(services.map((each) => [each, each.weight]));
  const [invoice, line] = numberLine(stay, day);
  const right = service.prices[day >= indexation ? 1 : 0];
  // Some lines after the indexation still have the old price; most of them are corrected.
  const wrongPrice = day >= indexation && random.chance(0.05);
  const late = random.chance(0.04);
  const quantity = random.weighted([
    [1, 9],
    [2, 1],
  ]);
  const carer = char(`S${String(random.integer(1, 24)).padStart(3, '0')}`, 6);
  const name = random.chance(0.3)
    ? withoutAccents(`${stay.surname} ${stay.firstName}`)
    : `${stay.surname} ${stay.firstName}`;
  let recorded = day + (late ? random.integer(15, 75) : random.integer(0, 3));
  let minutes = random.chance(0.04) ? null : lengthOf(random, service);
  let price = wrongPrice ? service.prices[0] : right;
  const row = (correction, status) => [
    char(stay.home.code, 6),
    char(stay.number, 10),
    name,
    char(stay.home.name, 40),
    textOf(day),
    minutes === null ? null : decimal(minutes),
    char(service.code, 8),
    service.label,
    carer,
    quantity,
    decimal(price * quantity),
    invoice,
    line,
    correction,
    status,
    officeHours(random, recorded),
  ];
  const versions = [row(0, 'V')];
  const later = () => {
    recorded += random.integer(4, 40);
  };
  while (versions.length < 3 && random.chance(wrongPrice && price !== right ? 0.7 : 0.06)) {
    later();
    price = right;
    if (minutes === null || random.chance(0.6)) minutes = lengthOf(random, service);
    versions.push(row(versions.length, 'C'));
  }
  if (random.chance(0.015)) {
    later();
    versions.push(row(versions.length, 'A'));
  }
  return versions;
}

/** Whole minutes, with halves here and there, in ten-thousandths. */
const lengthOf = (random, { minutes: [from, to] }) =>
  random.integer(from, to) * 10000 + (random.chance(0.1) ? 5000 : 0);

/** Rows that the view gives twice; a third of them with the home's name as the old program wrote it. */
function duplicatesOf(random, rows) {
  return rows
    .filter(() => random.chance(0.03))
    .map((row) =>
      random.chance(0.33)
        ? row.with(seniorieColumn, char(withoutAccents(row[seniorieColumn].trim()), 40))
        : row,
    );
}
