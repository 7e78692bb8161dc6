/** Names of columns from a header's fields: blanks around them do not count, one that is missing gets a number, and one that comes again too (`name_2`). */
export function headerNames(fields: readonly string[]): string[] {
  const taken = new Set<string>();
  const given = fields.map((field) => field.trim());
  return given.map((name, index) => {
    let free = name === '' ? `column${index + 1}` : name;
    const isFree = () =>
      !taken.has(free.toLowerCase()) &&
      (free === name || !given.some((each) => each.toLowerCase() === free.toLowerCase()));
    for (let number = 2; !isFree(); number++) free = `${name === '' ? 'column' : name}_${number}`;
    taken.add(free.toLowerCase());
    return free;
  });
}
