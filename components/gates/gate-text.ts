import type { GateRow } from '@/lib/gates/queries';
import { KIND_NAMES, KINDS } from '@/lib/targets/registry';

/** What a rate is counted in, each with its seconds; the finest first. */
export const RATE_UNITS = { second: 1, minute: 60, hour: 3600 } as const;
export type RateUnit = keyof typeof RATE_UNITS;

const UNITS: readonly RateUnit[] = ['second', 'minute', 'hour'];
const ARTICLES: Readonly<Record<RateUnit, string>> = { second: 'a', minute: 'a', hour: 'an' };

/** So many digits of a rate count: what a division leaves behind them is no part of what somebody entered. */
const DIGITS = 9;

/** A rate a second in the finest unit in which it is at least 1; in hours where it is less than one an hour. */
export function rateParts(perSecond: number): { rate: number; unit: RateUnit } {
  const unit = UNITS.find((one) => tidy(perSecond * RATE_UNITS[one]) >= 1) ?? 'hour';
  return { rate: tidy(perSecond * RATE_UNITS[unit]), unit };
}

const tidy = (value: number) => Number(value.toPrecision(DIGITS));

/** A rate a second as people say it, to three digits, as in `6 a minute`. */
export function rateText(perSecond: number): string {
  if (perSecond === 0) return 'none';
  const { rate, unit } = rateParts(perSecond);
  return `${numberText(Number(rate.toPrecision(3)))} ${ARTICLES[unit]} ${unit}`;
}

/** A number with its thousands set apart. */
export const numberText = (value: number): string => value.toLocaleString('en');

/** What opens a circuit, as in `3 failures in a row`. */
export const failuresText = (count: number): string =>
  count === 1 ? 'one failure' : `${numberText(count)} failures in a row`;

/** A kind of target that a rule is for; any where it is null. */
export function kindText(kind: string | null): string {
  const known = KIND_NAMES.find((name) => name === kind);
  return known ? KINDS[known].label : (kind ?? 'Any kind');
}

/** How long it takes until what waits has passed: never, while the gate is closed. */
const drain = ({ waiting, drainMs }: GateRow): number => (waiting === 0 ? 0 : (drainMs ?? Infinity));

/** Gates where most builds up first: what waits behind a closed one, then what takes longest to drain. */
export const byBuildUp = (gates: readonly GateRow[]): GateRow[] =>
  gates.toSorted((one, other) => {
    const [left, right] = [drain(one), drain(other)];
    return left === right ? other.waiting - one.waiting : right - left;
  });

/** Whether the rate still grows after an opening. */
export const isRamping = ({ closedBy, rateNow, ratePerSecond }: GateRow): boolean =>
  closedBy === null && rateNow < ratePerSecond * 0.999;
