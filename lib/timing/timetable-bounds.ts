/** The first whole millisecond that is `instant` or later. Throws RangeError for NaN. */
export function atOrAfter(instant: number): number {
  if (Number.isNaN(instant)) throw new RangeError('instant: NaN is no instant; give epoch milliseconds');
  return Math.ceil(instant);
}

/** The first whole millisecond after `instant`. Throws RangeError for NaN. */
export function strictlyAfter(instant: number): number {
  if (Number.isNaN(instant)) throw new RangeError('instant: NaN is no instant; give epoch milliseconds');
  return Math.floor(instant) + 1;
}

/** Local milliseconds as `yyyy-mm-ddThh:mm:ss`. */
export function localText(local: number): string {
  return new Date(local).toISOString().slice(0, 19);
}
