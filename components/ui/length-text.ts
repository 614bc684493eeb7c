const LENGTHS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** A length of time in its two largest units, as in `2 min 5 s`; a part of a second counts as one. */
export function lengthText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  const first = Math.max(
    LENGTHS.findIndex(([, length]) => seconds >= length),
    0,
  );
  if (seconds === 0) return '0 s';
  const [unit, length] = LENGTHS[first] ?? LENGTHS[3];
  const next = LENGTHS[first + 1];
  const rest = next ? Math.floor((seconds % length) / next[1]) : 0;
  return `${Math.floor(seconds / length)} ${unit}${next && rest > 0 ? ` ${rest} ${next[0]}` : ''}`;
}
