/**
 * A spreadsheet takes what begins so for a formula: "CSV Injection" of the OWASP community pages. One whose separator is
 * the semicolon, as in much of Europe, lets a cell begin after each semicolon and each end of a line too: it sees no
 * quotes that follow a comma.
 */
const FORMULA = /^(?=[=+\-@\t\r\n])|(?<=[;\r\n])(?="*[=+\-@])/g;

/** Text that no spreadsheet evaluates: a quote is put before what would be a formula. */
export const harmless = (text: string): string => text.replace(FORMULA, "'");

/** A record of RFC 4180, every field quoted, ended by CRLF; no field can be taken for a formula. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => `"${harmless(cell).replaceAll('"', '""')}"`).join(',')}\r\n`;
