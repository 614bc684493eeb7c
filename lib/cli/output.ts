import type { Io } from './io';

type Tone = 'good' | 'warn' | 'bad' | 'dim';
const CODES: Readonly<Record<Tone, number>> = { good: 32, warn: 33, bad: 31, dim: 2 };

/** A text of a colour, for a terminal whose owner did not ask for none (https://no-color.org). */
export function toned(
  { terminal, env }: Pick<Io, 'terminal' | 'env'>,
  tone: Tone | null,
  text: string,
): string {
  if (tone === null || !terminal || env.NO_COLOR) return text;
  return `\u001b[${CODES[tone]}m${text}\u001b[0m`;
}

/** Text of others without what would command the terminal; line breaks only where they are wanted. */
export const plain = (text: string): string =>
  [...text].map((char) => (isControl(char.codePointAt(0) ?? 0) ? '\uFFFD' : char)).join('');

const isControl = (code: number): boolean => code < 32 || (code >= 127 && code < 160);

/** The same of a text of several lines. */
export const plainLines = (text: string): string => text.split('\n').map(plain).join('\n');

/** Rows under a header, each column as wide as its widest cell; the last is not padded. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows].map((row) => row.map(plain));
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ');
  return `${all.map((row) => line(row).trimEnd()).join('\n')}\n`;
}

/** What is told of one thing: a label and a value a line; what is null is left out. */
export function facts(pairs: readonly (readonly [label: string, value: string | null])[]): string {
  const told = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== null);
  const width = Math.max(...told.map(([label]) => label.length));
  return told.map(([label, value]) => `${label.padEnd(width)}  ${plain(value)}\n`).join('');
}

/** The answer of the API as it is. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The answers to one request as the very answer, to several as a list; nothing where the only one was refused. */
export function jsonOf(answers: readonly unknown[], asked: number): string {
  if (asked > 1) return json(answers);
  return answers.length === 0 ? '' : json(answers[0]);
}

/** An instant (RFC 3339) as tables have it: UTC, without fractions. */
export const instant = (at: string | null): string => (at === null ? '' : at.replace(/\.\d+Z$/, 'Z'));
