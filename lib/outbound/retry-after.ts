const SECONDS = /^\d{1,9}$/;
/** IMF-fixdate, and the two obsolete forms that a recipient must read all the same (RFC 9110, section 5.6.7). */
const DATES = [
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]+day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/**
 * The wait that Retry-After asks for: seconds, or a date (RFC 9110, section 10.2.3).
 * @returns milliseconds, 0 of a date that is past; null without the header, and of what is neither
 */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  const text = (header ?? '').trim();
  if (SECONDS.test(text)) return Number(text) * 1_000;
  if (!DATES.some((form) => form.test(text))) return null;
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
