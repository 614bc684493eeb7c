'use client';

const KEY = 'rota.recent-reasons';
const KEPT = 5;

/** The reasons that were given last in this browser, the newest first. */
export function recentReasons(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((item) => typeof item === 'string').slice(0, KEPT) : [];
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DOMException) return [];
    throw error;
  }
}

/** Keeps a reason for next time. A browser that keeps nothing is fine: reasons are a convenience. */
export function rememberReason(reason: string): void {
  const reasons = [reason, ...recentReasons().filter((known) => known !== reason)].slice(0, KEPT);
  try {
    localStorage.setItem(KEY, JSON.stringify(reasons));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
