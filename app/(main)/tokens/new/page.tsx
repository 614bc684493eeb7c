import type { Metadata } from 'next';
import { NewToken } from '@/components/tokens/new-token';
import { PageHeader } from '@/components/ui/page-header';
import { tokenChoices } from '@/lib/tokens/queries';
import { protectedPage } from '../../protected';

export const metadata: Metadata = { title: 'New API token' };

export default protectedPage('token.create', async (context) => (
  <>
    <PageHeader
      title="New API token"
      description="For a program that acts for you. It never has more than you have at that moment, and ends when your access does."
    />
    <NewToken choices={await tokenChoices(context)} />
  </>
));
