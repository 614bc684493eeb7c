import { usage } from './errors';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a length of time as people write it, as in `90s`, `30m`, `8h` or `2d`. @throws CliError */
export function fromDuration(text: string): number {
  const [, count, unit = ''] = /^(\d{1,4})([smhd])$/.exec(text) ?? [];
  const milliseconds = Number(count) * (UNITS[unit] ?? 0);
  if (!(milliseconds > 0))
    throw usage(`This is no length of time: ${text}. Write it as in 90s, 30m, 8h or 2d.`);
  return milliseconds;
}
