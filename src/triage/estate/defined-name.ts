/** The name that an object was defined by. Where two have one name, as tables that differ by the case of their letters alone, the second has its file behind it: which of them a query means is not told apart. */
export function definedName(id: string): string {
  const at = id.indexOf('@');
  return at <= 0 || id.startsWith('file:') ? id : id.slice(0, at);
}
