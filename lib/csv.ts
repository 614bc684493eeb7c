/** A spreadsheet takes what begins so for a formula: "CSV Injection" of the OWASP community pages. */
const FORMULA = /^[=+\-@\t\r\n]/;

/** Text that no spreadsheet evaluates: a quote is put before what would be a formula. */
export const harmless = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** A record of RFC 4180, every field quoted, ended by CRLF; no field can be taken for a formula. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => `"${harmless(cell).replaceAll('"', '""')}"`).join(',')}\r\n`;
