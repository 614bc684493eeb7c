import type { Wording } from './wording';

/** The text of a section has at most so many characters (Block Kit reference, Section block). */
const SECTION_MAX = 3_000;

/** Slack takes these three for markup, and nothing else of what is escaped so (Formatting text for app surfaces). */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const link = (url: string, text: string): string => `<${url}|${escaped(text).replaceAll('|', '¦')}>`;

const section = (text: string) => ({
  type: 'section',
  text: { type: 'mrkdwn', text: text.slice(0, SECTION_MAX), verbatim: true },
});

/** What an incoming webhook of Slack takes: `text` is for notifications, the blocks are shown. */
export const slackOf = ({ title, facts, schedules, url }: Wording) => ({
  text: escaped(title),
  blocks: [
    section(`*${escaped(title).replaceAll('*', '∗')}*`),
    section(facts.map(({ label, value }) => `${label}: ${escaped(value)}`).join('\n')),
    ...schedules.map(({ name, url: address }) => section(link(address, name))),
    section(link(url, 'More in Rota')),
  ],
});
