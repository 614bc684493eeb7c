import { spansAt } from '@/lib/targets/json-spans';
import { MASK } from '@/lib/targets/mask';
import type { Answer } from './answer';

/** Shorter ones hide nothing, and would tear other words apart. */
const SHORTEST_SECRET = 4;

/** The values of the secret fields of an opened input, as text and as they are written in JSON. */
export function secretsIn(input: string, pointers: readonly string[]): string[] {
  return spansAt(input, pointers).flatMap(({ start, end }) => {
    const written = input.slice(start, end);
    return written.startsWith('"') ? [JSON.parse(written) as string, written.slice(1, -1)] : [written];
  });
}

/** A text without the secrets that were sent; where it was cut, without what may be the beginning of one. */
export function hidden(text: string, secrets: readonly string[], cut = false): string {
  const long = secrets
    .filter(({ length }) => length >= SHORTEST_SECRET)
    .sort((one, other) => other.length - one.length);
  const shown = long.reduce((shown, secret) => shown.replaceAll(secret, MASK), text);
  return cut ? shown.slice(0, Math.max(0, shown.length - (long[0]?.length ?? 0))) : shown;
}

/** An answer without the secrets that were sent, and an excerpt as long as it is kept: 2,000 characters. */
export function masked(answer: Answer, secrets: readonly string[]): Answer {
  const hide = (text: string) => hidden(text, secrets);
  const excerpt = answer.excerpt && cut(hide(answer.excerpt));
  return 'reason' in answer ? { ...answer, excerpt, reason: hide(answer.reason) } : { ...answer, excerpt };
}

/** What is kept of an answer: its beginning, and the end of what was logged. */
const cut = (text: string): string =>
  text.length <= 2_000 ? text : `${text.slice(0, 1_000)}\n…\n${text.slice(-990)}`.toWellFormed();
