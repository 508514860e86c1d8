// Protects texts in CSV files that people open in a spreadsheet, so that no text runs as a formula.

/** What a spreadsheet reads as a formula, also after spaces and other white space. */
const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/u;

/** Makes a spreadsheet show a text unchanged. Only for columns of text: amounts must stay numbers. */
export function plainText(text: string): string {
  return FORMULA.test(text) || /^[\t\r]/.test(text) ? `'${text}` : text;
}

/** Reverses `plainText` for a code, because a code may begin with a sign. */
export function bareCode(text: string): string {
  return text.startsWith("'") && plainText(text.slice(1)) === text ? text.slice(1) : text;
}
