import type { ListFilter } from '@/lib/schedules/filter';

/** `deep` begins far down the list, at a cursor from the filled table. */
export type Case = { name: string; filter: Partial<ListFilter>; deep?: boolean; goal: number };

const LIST = 3;
const SEARCH = 60;

/** The filters of the list that are measured, with the most that each may take of the bare keyset query's time. */
export const cases = (bigTeam: string, smallTeam: string): Case[] => [
  { name: 'all, by name', filter: {}, goal: LIST },
  { name: 'all, by name, deep page', filter: {}, deep: true, goal: LIST },
  { name: 'all, by name, descending', filter: { dir: 'desc' }, goal: LIST },
  { name: 'all, by next run', filter: { sort: 'next' }, goal: LIST },
  { name: 'all, by next run, deep page', filter: { sort: 'next' }, deep: true, goal: LIST },
  { name: 'all, by change, newest first', filter: { sort: 'updated', dir: 'desc' }, goal: LIST },
  { name: 'all, by change, deep page', filter: { sort: 'updated', dir: 'desc' }, deep: true, goal: LIST },
  { name: 'big team', filter: { team: bigTeam }, goal: LIST },
  { name: 'small team', filter: { team: smallTeam }, goal: LIST },
  { name: 'small team, by next run', filter: { team: smallTeam, sort: 'next' }, goal: LIST },
  { name: 'paused', filter: { state: 'paused' }, goal: LIST },
  { name: 'paused, by next run', filter: { state: 'paused', sort: 'next' }, goal: LIST },
  { name: 'deleted', filter: { state: 'deleted' }, goal: LIST },
  { name: 'sync failed', filter: { sync: 'failed' }, goal: LIST },
  { name: 'sync pending', filter: { sync: 'pending' }, goal: LIST },
  { name: 'sync live', filter: { sync: 'live' }, goal: LIST },
  { name: 'owner of many', filter: { owner: 'owner-001' }, goal: LIST },
  { name: 'owner of few', filter: { owner: 'owner-299' }, goal: LIST },
  { name: 'unknown owner', filter: { owner: 'nobody' }, goal: LIST },
  { name: 'common tag', filter: { tag: 'tag-01' }, goal: LIST },
  { name: 'rare tag', filter: { tag: 'tag-59' }, goal: LIST },
  { name: 'unknown tag', filter: { tag: 'nothing' }, goal: LIST },
  { name: 'team, tag', filter: { team: bigTeam, tag: 'tag-01' }, goal: LIST },
  {
    name: 'team, paused, by change',
    filter: { team: bigTeam, state: 'paused', sort: 'updated' },
    goal: LIST,
  },
  { name: 'owner, sync failed', filter: { owner: 'owner-001', sync: 'failed' }, goal: LIST },
  { name: 'prefix of 2 characters', filter: { q: 'se' }, goal: LIST },
  { name: 'prefix of 2 characters, by next run', filter: { q: 'se', sort: 'next' }, goal: LIST },
  { name: 'prefix without match', filter: { q: 'qq' }, goal: LIST },
  { name: 'search, rare word', filter: { q: 'zanzibar' }, goal: SEARCH },
  { name: 'search, common word', filter: { q: 'report' }, goal: SEARCH },
  { name: 'search, common 3 letters', filter: { q: 'the' }, goal: SEARCH },
  { name: 'search, no match', filter: { q: 'xylophone' }, goal: SEARCH },
  { name: 'search, common word, by next run', filter: { q: 'report', sort: 'next' }, goal: SEARCH },
  { name: 'search, common word, small team', filter: { q: 'report', team: smallTeam }, goal: SEARCH },
  { name: 'search, rare word, paused', filter: { q: 'zanzibar', state: 'paused' }, goal: SEARCH },
];
