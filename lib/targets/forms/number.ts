/** A number as typed: its value; text that is none stays text, so that the schema says what is wanted. */
export function numberOf(text: string): number | string {
  const trimmed = text.trim();
  return /^[+-]?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed;
}
