import { textOf } from './calendar.mjs';
import { facilities, indexation, services } from './reference-data.mjs';
import { char, decimal } from './text.mjs';

/** Rows of V_ETABLISSEMENTS. One home was entered twice: the later row adds two beds. */
export function makeFacilities() {
  const rows = facilities.map((home) => [
    char(home.code, 6),
    char(home.name, 40),
    home.postcode,
    home.town,
    home.opened,
    home.beds,
    home.opened > '2024-01-01' ? '2024-05-13 09:12:44.0130' : '2023-12-18 16:40:02.5500',
  ]);
  const [first] = rows;
  return [...rows, [...first.slice(0, 5), first[5] + 2, '2024-06-03 11:05:37.2210']];
}

/** Rows of V_TARIFS_PRESTATION: a price until the indexation and one, without an end, from it. */
export function makeTariffs() {
  return services.flatMap(({ code, label, prices: [before, after] }) => [
    [char(code, 8), label, decimal(before), '2023-07-01', textOf(indexation - 1)],
    [char(code, 8), label, decimal(after), textOf(indexation), null],
  ]);
}
