import { describeCron } from './describe-cron';
import { clock, monthName } from './english';
import type { Expression } from './expression';
import { parseLocal } from './zone';

/**
 * An expression in plain English: "At 09:00 on the last Friday of every month, in London", "Every 15 minutes",
 * "Once, on 3 March 2027 at 09:00, in Berlin", "10 minutes after the previous run ended". Where elapsed time counts, no
 * zone is named.
 * What has the same words runs at the same times.
 * @param timeZone an IANA name
 * @param second 0–59, the second of a cron expression's runs; the other kinds have their own
 */
export function describe(expression: Expression, timeZone?: string, second = 0): string {
  const place = timeZone ? `, in ${placeName(timeZone)}` : '';
  switch (expression.kind) {
    case 'cron':
      return `${describeCron(expression.fields, second)}${place}`;
    case 'rate':
      return expression.value === 1
        ? `Every ${expression.unit}`
        : `Every ${expression.value} ${expression.unit}s`;
    case 'after':
      return `${expression.value} ${expression.unit}${expression.value === 1 ? '' : 's'} after the previous run ended`;
    case 'at':
      return `Once, on ${describeLocal(expression.local)}${place}`;
  }
}

/** Regions whose zones are not named after a city. */
const REGIONS_WITHOUT_CITIES =
  /^(?:Australia\/(?:ACT|LHI|NSW|North|Queensland|South|Tasmania|Victoria|West)$|(?:Brazil|Canada|Chile|Etc|Mexico|US)\/)/;

function placeName(timeZone: string): string {
  if (timeZone === 'Etc/UTC') return 'UTC';
  const name = REGIONS_WITHOUT_CITIES.test(timeZone) ? timeZone : (timeZone.split('/').at(-1) ?? timeZone);
  return name.replaceAll('_', ' ');
}

function describeLocal(local: string): string {
  const fields = parseLocal(local);
  if (!fields) throw new RangeError(`local: "${local}" is not of the form yyyy-mm-ddThh:mm:ss`);
  const { year, month, day, hour, minute, second } = fields;
  return `${day} ${monthName(month)} ${year} at ${clock(hour, minute, second)}`;
}
