/** How many attempts to sign in may fail within any window of so many minutes. */
export type Limits = {
  windowMinutes: number;
  /** Of one account, from wherever: below the domain's lockout threshold. */
  perAccount: number;
  /** So many of those only addresses have that the account lately signed in from. */
  reserved: number;
  /** From one address, whoever it tries to be. */
  perAddress: number;
};

/**
 * Limits below the domain's lockout threshold (badPwdCount, Active Directory): two attempts, or one of a small threshold,
 * stay for the person's own computer. From 3 on, strangers leave one at least to known addresses. Below 3 there is no
 * room for that: of 2 whoever fails once has everybody wait, and of 1 a single wrong password locks the account.
 * @param threshold bad passwords that lock an account; 0 where none do
 */
export function limitsFor(threshold: number, windowMinutes: number, perAddress: number): Limits {
  const perAccount = threshold === 0 ? 8 : Math.max(1, threshold - (threshold < 4 ? 1 : 2));
  const reserved = perAccount === 1 ? 0 : Math.max(1, Math.floor(perAccount / 3));
  return { windowMinutes, perAccount, reserved, perAddress };
}

/** The times of what failed or is under way, in any order. */
export type Recent = { account: readonly { at: Date; known: boolean }[]; address: readonly Date[] };

/**
 * Whether one more attempt may reach the directory.
 * @param known whether the account lately signed in from this address
 * @returns null where it may; else from when on
 */
export function refusedUntil(recent: Recent, known: boolean, limits: Limits, now: Date): Date | null {
  const { perAccount, reserved, perAddress, windowMinutes } = limits;
  const window = windowMinutes * 60_000;
  const all = recent.account.map(({ at }) => at);
  const strangers = recent.account.filter((one) => !one.known).map(({ at }) => at);
  const waits = [
    free(all, perAccount, window, now),
    free(recent.address, perAddress, window, now),
    ...(known ? [] : [free(strangers, perAccount - reserved, window, now)]),
  ].flatMap((at) => at ?? []);
  return waits.length === 0 ? null : new Date(Math.max(...waits.map((at) => at.getTime())));
}

/** When fewer than `limit` of these times lie within the window; null where it is so now. */
function free(times: readonly Date[], limit: number, window: number, now: Date): Date | null {
  const within = times
    .map((at) => at.getTime() + window)
    .filter((end) => end > now.getTime())
    .sort((a, b) => b - a);
  const end = within[limit - 1];
  return end === undefined ? null : new Date(end);
}
