/**
 * What a gate allows: any window of T seconds has at most `rate`·T + `burst` sends, and after a slow start begins the
 * rate grows in a line from a tenth to all of it within `rampSeconds`; 0 is none.
 */
export type Limits = { rate: number; burst: number; rampSeconds: number };

/** A bucket of tokens as it was at an instant, in epoch milliseconds, and when a slow start began that is not over. */
export type Bucket = { tokens: number; at: number; rampAt: number | null };

export type Taken = {
  granted: number;
  bucket: Bucket;
  /** Milliseconds until the next token; 0 where one is left. */
  waitMs: number;
};

/** The least bit that sums of floating point are off by. */
const LEAST = 1e-9;

/**
 * Takes tokens from a bucket. `gate_take` in the database does the same: docs/decisions/gates.md.
 * @param wanted at most so many, a whole number
 * @param now epoch milliseconds; where the clock was put back nothing grew, and a slow start begins again
 */
export function take(before: Bucket, limits: Limits, now: number, wanted: number): Taken {
  const bucket = filled(before, limits, now);
  const granted = Math.max(0, Math.min(wanted, Math.floor(bucket.tokens + LEAST)));
  const left = { ...bucket, tokens: bucket.tokens - granted };
  return { granted, bucket: left, waitMs: untilTokens(left, limits, 1) };
}

/** A bucket as it is now. */
export function filled({ tokens, at, rampAt }: Bucket, limits: Limits, now: number): Bucket {
  const from = Math.min(at, now);
  const since = rampAt === null ? null : Math.min(rampAt, now);
  const ramp = since === null ? 0 : limits.rampSeconds;
  const origin = since ?? from;
  const grown = grownSeconds((now - origin) / 1_000, ramp) - grownSeconds((from - origin) / 1_000, ramp);
  return {
    tokens: Math.min(limits.burst, tokens + limits.rate * grown),
    at: now,
    rampAt: since === null || now - since >= ramp * 1_000 ? null : since,
  };
}

/** Milliseconds from the instant of a bucket until so many tokens have come, its burst aside; 0 where they are there. */
export function untilTokens(
  { tokens, at, rampAt }: Bucket,
  { rate, rampSeconds }: Limits,
  wanted: number,
): number {
  const missing = (wanted - tokens) / rate;
  if (missing <= 0) return 0;
  if (rampAt === null) return missing * 1_000;
  const gone = (at - rampAt) / 1_000;
  return (realSeconds(grownSeconds(gone, rampSeconds) + missing, rampSeconds) - gone) * 1_000;
}

/** The share of its rate that a gate has: 0.1 to 1. */
export const shareOf = ({ at, rampAt }: Bucket, { rampSeconds }: Limits): number =>
  rampAt === null ? 1 : Math.min(1, 0.1 + (0.9 * (at - rampAt)) / (rampSeconds * 1_000));

/** Seconds at the full rate that `x` seconds of a slow start of `d` seconds are worth: the integral of its share. */
const grownSeconds = (x: number, d: number): number => (x >= d ? x - 0.45 * d : 0.1 * x + (0.45 * x * x) / d);

/** The way back. */
const realSeconds = (v: number, d: number): number =>
  v >= 0.55 * d ? v + 0.45 * d : (2 * v) / (0.1 + Math.sqrt(0.01 + (1.8 * v) / d));

/** So late may a run be sent after its worker asked for it: half of what the burst gives, the other half is for late asks. */
const LATE_SECONDS = { most: 0.5, least: 0.05 } as const;
/** Of a slow rate it may be later, for a twentieth of the rate: else what takes long to get ready would never be sent. */
const RATE_FOR_LATE = 0.05;

/**
 * What the bucket of a gate is to have, so that the gate holds for sends up to `lateMs` after their tokens: the proof
 * is in docs/decisions/gates.md.
 */
export function bucketLimits({ rate, burst, rampSeconds }: Limits): Limits & { lateMs: number } {
  const late = Math.min(
    LATE_SECONDS.most,
    Math.max(LATE_SECONDS.least, (burst - 1) / (2 * rate), RATE_FOR_LATE / rate),
  );
  const fits = burst >= 1 + rate * late;
  return {
    rate: fits ? rate : (burst * rate) / (1 + rate * late),
    burst: fits ? burst - rate * late : 1,
    rampSeconds,
    lateMs: late * 1_000,
  };
}
