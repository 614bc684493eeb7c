import type { Context } from '@/lib/context';

/** Under which a token is counted, and names its requests. */
export const tokenHolder = (id: string): string => `token:${id}`;

/** The same of whoever asks: a token has a count and names of its own. */
export const holderOf = ({ actor }: Context): string => {
  if (actor.type !== 'user') throw new Error('Nobody is known.');
  return actor.token ? tokenHolder(actor.token.id) : `user:${actor.id}`;
};
