import { dayOf, months, officeHours, textOf } from './calendar.mjs';
import { facilities, firstNames, surnames } from './reference-data.mjs';
import { char } from './text.mjs';

const firstDay = months[0].first;
const lastDay = months[months.length - 1].end - 1;
const katzSteps = ['O', 'A', 'B', 'C', 'Cd'];
const remarks = [
  null,
  null,
  null,
  'Allergie à la pénicilline',
  'Préfère le déjeuner en chambre',
  "Famille à prévenir l'après-midi",
];

/**
 * Rows of V_RESIDENTS, a row for each change of a resident's file, and the stays that the other views draw on.
 * Numbers of residents start again in each home: only home and number together tell who is meant.
 */
export function makeResidents(random) {
  const rows = [];
  const stays = [];
  for (const home of facilities) {
    for (let number = 1; number <= home.residents; number += 1) {
      const stay = makeStay(random, home, number);
      stays.push(stay);
      rows.push(...versionsOf(random, stay));
    }
  }
  // The view joins an address table that has some residents twice.
  for (let copies = 0; copies < 6; copies += 1) {
    const at = random.integer(0, rows.length - 1);
    rows.splice(at, 0, rows[at]);
  }
  return { rows, stays };
}

function makeStay(random, home, number) {
  const opened = dayOf(home.opened);
  const sex = random.weighted([
    ['F', 7],
    ['M', 3],
  ]);
  const newHome = opened >= firstDay;
  const arrivedBefore = !newHome && random.chance(0.7);
  const entry = arrivedBefore
    ? firstDay - random.integer(20, 1500)
    : random.integer(Math.max(firstDay, opened), lastDay - 50);
  const exit = random.chance(0.15) ? random.integer(Math.max(entry, firstDay) + 30, lastDay) : null;
  return {
    home,
    number: String(number),
    surname: random.pick(surnames),
    firstName: random.pick(firstNames[sex]),
    sex,
    born: random.integer(dayOf('1929-01-01'), dayOf('1951-12-31')),
    entry: Math.max(entry, opened),
    exit,
    katz: random.integer(0, 3),
  };
}

function versionsOf(random, stay) {
  const identity = [
    char(stay.home.code, 6),
    char(stay.number, 10),
    // Half of the files still carry the old program's fixed width.
    random.chance(0.5) ? char(stay.surname, 40) : stay.surname,
    stay.firstName,
    nationalNumber(random, stay.born),
    textOf(stay.born),
    random.chance(0.05) ? stay.sex.toLowerCase() : stay.sex,
  ];
  const phone = random.chance(0.8) ? `04${random.integer(70, 99)} 00 00 ${random.integer(10, 99)}` : null;
  const remark = random.pick(remarks);
  const row = (katz, exit, day) => [
    ...identity,
    katz === null ? null : char(random.chance(0.1) ? katz.toUpperCase() : katz, 2),
    textOf(stay.entry),
    exit === null ? null : textOf(exit),
    phone,
    remark,
    officeHours(random, day),
  ];
  let step = stay.katz;
  const versions = [];
  // The scale is assessed in the first week: the file of the first day has none yet.
  if (random.chance(0.4)) versions.push(row(null, null, stay.entry));
  versions.push(row(katzSteps[step], null, stay.entry + random.integer(3, 7)));
  let day = Math.max(stay.entry + 8, firstDay);
  const last = stay.exit ?? lastDay + 1;
  while (random.chance(0.45) && day + 25 < last) {
    day = random.integer(day + 1, Math.min(day + 70, last - 1));
    step = Math.min(step + 1, katzSteps.length - 1);
    versions.push(row(katzSteps[step], null, day));
    day += 1;
  }
  if (stay.exit !== null) versions.push(row(katzSteps[step], stay.exit, stay.exit + random.integer(1, 2)));
  return versions;
}

/** Looks like a Belgian national number and never is one: its check digits are 00. */
function nationalNumber(random, born) {
  const [year, month, day] = textOf(born).split('-');
  return `${year.slice(2)}.${month}.${day}-${String(random.integer(1, 997)).padStart(3, '0')}.00`;
}
