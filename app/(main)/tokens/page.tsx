import type { Metadata } from 'next';
import { TokenList } from '@/components/tokens/token-list';
import { SOMEWHERE } from '@/lib/auth/access';
import { allows } from '@/lib/command';
import { listTokens } from '@/lib/tokens/queries';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'API tokens' };

export default protectedPage('token.read', async (context) => {
  const { tokens, count } = await listTokens(context);
  return (
    <TokenList tokens={tokens} count={count} mayCreate={allows(context.actor, 'token.create', SOMEWHERE)} />
  );
});
