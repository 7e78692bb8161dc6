/** Days are whole numbers since 1970-01-01: no time zone can shift them. */
const millisecondsPerDay = 86_400_000;

/** @param {string} text `YYYY-MM-DD` */
export const dayOf = (text) => Date.parse(`${text}T00:00:00Z`) / millisecondsPerDay;

/** @param {number} day */
export const textOf = (day) => new Date(day * millisecondsPerDay).toISOString().slice(0, 10);

export const isWeekend = (day) => [0, 6].includes(new Date(day * millisecondsPerDay).getUTCDay());

/** The months that the mock covers, each with its first day and the day after its last. */
export const months = [4, 5, 6, 7, 8, 9].map((month) => ({
  number: 202400 + month,
  first: dayOf(`2024-0${month}-01`),
  end: dayOf(month === 9 ? '2024-10-01' : `2024-0${month + 1}-01`),
}));

/** The month that a day lies in. */
export const monthOf = (day) => months.find((month) => day >= month.first && day < month.end);

/** A timestamp in office hours, with the tenths of a millisecond that Firebird keeps. */
export function officeHours(random, day) {
  const two = (number) => String(number).padStart(2, '0');
  const time = [random.integer(7, 20), random.integer(0, 59), random.integer(0, 59)].map(two).join(':');
  return `${textOf(day)} ${time}.${String(random.integer(0, 9999)).padStart(4, '0')}`;
}
