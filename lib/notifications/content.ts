import type { Counts, Topic } from './kinds';

/** What a message says, as it is kept until it is sent and in the history. Instants are ISO 8601 in UTC. */
export type Content = {
  type: 'trouble' | 'recovered' | 'test';
  topic: Topic;
  /** What was not told before. */
  counts: Counts;
  /** Whether this goes on with what an earlier message told. */
  again: boolean;
  /** All of it since all was well. */
  since: string;
  total: Counts;
  /** What has come to an end, and what lasts: targets, schedules or workers. */
  ended: number;
  open: number;
  /** The first of those that `counts` is about; `more` says that there are others. */
  schedules: { id: string; name: string }[];
  more: boolean;
  teams: string[];
  environment: { id: string; name: string; production: boolean } | null;
  /** Of the first, as the pages of Rota show it. */
  reason: string | null;
};
