/**
 * The value below which a share of all values lies, by linear interpolation between the two nearest ranks
 * (definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996).
 *
 * @param values in any order, left as they are
 * @param share from 0 (the least) to 1 (the greatest)
 * @throws RangeError when there is no value, when one is no finite number, or for a share outside 0 to 1
 */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('values is empty; a quantile needs at least one.');
  if (!values.every(Number.isFinite)) throw new RangeError('values must be finite numbers.');
  if (!(share >= 0 && share <= 1)) throw new RangeError(`share is ${share}; it must be from 0 to 1.`);
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (sorted.length - 1) * share;
  const low = sorted[Math.floor(rank)] as number;
  const high = sorted[Math.ceil(rank)] as number;
  return low + (high - low) * (rank - Math.floor(rank));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const p95 = (values: readonly number[]): number => quantile(values, 0.95);

/**
 * How many times as long one thing took as another: the quotient of the medians.
 * @throws RangeError as quantile does, and when the baseline's median is not above 0
 */
export function ratio(measured: readonly number[], baseline: readonly number[]): number {
  const base = median(baseline);
  if (base <= 0) throw new RangeError(`The baseline's median is ${base}; it must be above 0.`);
  return median(measured) / base;
}
