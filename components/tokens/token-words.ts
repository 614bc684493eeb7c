import type { TokenRow } from '@/lib/tokens/queries';
import type { TokenScope } from '@/lib/tokens/schema';

export const SCOPE_WORDS: Readonly<Record<TokenScope, string>> = {
  read: 'Read only',
  write: 'Read and write',
};

/** Where a token is for, as in `Payments in production`. */
export const placeText = ({ team, environment }: Pick<TokenRow, 'team' | 'environment'>): string =>
  `${team ?? 'All teams'} in ${environment ?? 'all environments'}`;
