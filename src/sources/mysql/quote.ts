/** A name in MySQL's SQL, exactly as it is stored. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** A text's bytes in UTF-8, in hexadecimal: nothing in it can end the literal, whatever the server takes for an escape. */
export function hexLiteral(text: string): string {
  return `X'${Buffer.from(text, 'utf8').toString('hex')}'`;
}
