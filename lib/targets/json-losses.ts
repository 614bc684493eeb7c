import { isSafeNumber } from 'lossless-json';
import type { FieldError } from '@/lib/errors';
import { tokensOf } from './json-spans';

/** Whoever sent so many sees what is wrong; each has the path to it. */
const MOST = 20;

type Holder = { keys: Set<string> | null; at: string | number };

/**
 * What would be lost of a JSON text (also one with unquoted context attributes) where it is parsed: digits that a double
 * can't hold, and all but the last of the values whose key stands twice. The first twenty of them.
 */
export function jsonLosses(text: string): FieldError[] {
  const losses: FieldError[] = [];
  const open: Holder[] = [];
  let keyNext = false;
  const lose = (message: string) => {
    losses.push({ path: open.map(({ at }) => at).join('.'), message });
  };
  for (const token of tokensOf(text)) {
    const holder = open.at(-1);
    if (token === '{' || token === '[') {
      open.push(token === '{' ? { keys: new Set(), at: '' } : { keys: null, at: 0 });
      keyNext = token === '{';
    } else if (token === '}' || token === ']') {
      open.pop();
      keyNext = false;
    } else if (token === ',' && holder) {
      keyNext = holder.keys !== null;
      if (typeof holder.at === 'number') holder.at += 1;
    } else if (keyNext && holder?.keys) {
      const key = JSON.parse(token) as string;
      holder.at = key;
      if (holder.keys.has(key)) lose('This field stands twice. Name it once.');
      holder.keys.add(key);
      keyNext = false;
    } else if (/^[-\d]/.test(token) && !isSafeNumber(token))
      lose('This number would lose digits. Send it in quotes, as text.');
    if (losses.length === MOST) break;
  }
  return losses;
}
