import type { Content } from '../content';
import { countsText, type Topic, totalOf } from '../kinds';

/** A message in words: each format lays the same out in its own way. */
export type Wording = {
  title: string;
  facts: { label: string; value: string }[];
  schedules: { name: string; url: string }[];
  /** Where Rota shows more of it. */
  url: string;
};

/** So many teams are named. */
const TEAMS_NAMED = 5;

/**
 * @param rota the address of Rota as people type it
 * @param channel the name of the channel
 */
export function wordingOf(content: Content, rota: string, channel: string): Wording {
  const { environment, teams, schedules, more, total, since, reason, again, counts } = content;
  const names = schedules.map(({ name }) => name).join(', ');
  const goesOn = again && content.type === 'trouble';
  const facts: (Wording['facts'][number] | false)[] = [
    schedules.length > 0 && { label: 'Schedules', value: more ? `${names} and others` : names },
    environment !== null && {
      label: 'Environment',
      value: environment.production ? `${environment.name} (production)` : environment.name,
    },
    teams.length > 0 && {
      label: teams.length === 1 ? 'Team' : 'Teams',
      value:
        teams.length > TEAMS_NAMED
          ? `${teams.slice(0, TEAMS_NAMED).join(', ')} and others`
          : teams.join(', '),
    },
    totalOf(total) > 0 && { label: 'Since', value: utc(since) },
    goesOn && { label: 'Since then', value: countsText(total) },
    totalOf(counts) > 0 && reason !== null && { label: 'First reason', value: reason },
    { label: 'Channel', value: channel },
  ];
  return {
    title: titleOf(content, channel),
    facts: facts.filter((fact) => fact !== false),
    schedules: schedules.map(({ id, name }) => ({ name, url: new URL(`/schedules/${id}`, rota).href })),
    url: new URL(pageOf(content), rota).href,
  };
}

/** A message in a sentence. @param channel its name, for a test */
export function titleOf(
  { type, counts, total, again, environment, ended, open }: Content,
  channel: string,
): string {
  if (type === 'test') return `This is a test of the channel ${channel}: what goes wrong will be told here`;
  const where = environment ? ` in ${environment.production ? 'PROD · ' : ''}${environment.name}` : '';
  if (type === 'recovered' && open > 0) return `Recovered in part${where}: ${ended} of ${ended + open}`;
  if (type === 'recovered')
    return `Recovered${where}${totalOf(total) > 0 ? `: ${countsText(total)} in between` : ''}`;
  return `${again ? 'Still going on: ' : ''}${countsText(counts)}${where}`;
}

const PAGES: Readonly<Record<Topic, string>> = {
  runs: '/runs?state=bad',
  sync: '/schedules?sync=failed',
  drift: '/drift',
  workers: '/incident',
};

function pageOf({ topic, environment }: Content): string {
  const page = PAGES[topic];
  return environment && page.includes('?') ? `${page}&environment=${environment.id}` : page;
}

/** As in `2026-11-21 09:00 UTC`. */
const utc = (instant: string): string => `${instant.slice(0, 16).replace('T', ' ')} UTC`;
