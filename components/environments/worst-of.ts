import type { Finding, Verdict } from '@/lib/environments/findings';

const ORDER: readonly Verdict[] = ['denied', 'missing', 'unknown', 'ok'];

/** The finding that counts most, where several were made. */
export const worstOf = (findings: readonly Finding[]): Finding | undefined =>
  [...findings].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict))[0];

/** What is surely wrong, in one sentence for after a save; null where nothing is. */
export function warningOf(findings: readonly Finding[]): string | null {
  const [first, ...more] = findings.filter(({ verdict }) => verdict === 'denied' || verdict === 'missing');
  if (!first) return null;
  const others = more.length > 0 ? ` And ${more.length} more.` : '';
  return `Before it can run: ${first.subject} ${first.text}${others}`;
}
