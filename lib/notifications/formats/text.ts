import type { Wording } from './wording';

/** Plain text, for an SNS topic that sends mails: a line a fact, then links. */
export const textOf = ({ title, facts, schedules, url }: Wording): string =>
  [
    title,
    '',
    ...facts.map(({ label, value }) => `${label}: ${value}`),
    '',
    ...schedules.map((schedule) => `${schedule.name}: ${schedule.url}`),
    `More in Rota: ${url}`,
  ].join('\n');
