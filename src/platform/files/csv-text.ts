// Texts in a CSV file that people open in a spreadsheet: none of them may run as a formula.

/** What a spreadsheet takes for a formula, also behind spaces and other blanks. */
const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/u;

/** A text that a spreadsheet shows as it is; for columns of text alone, amounts stay numbers. */
export function plainText(text: string): string {
  return FORMULA.test(text) || /^[\t\r]/.test(text) ? `'${text}` : text;
}

/** A code from a column that `plainText` wrote, which may begin with a sign. */
export function bareCode(text: string): string {
  return text.startsWith("'") && plainText(text.slice(1)) === text ? text.slice(1) : text;
}
