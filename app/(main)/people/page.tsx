import type { Metadata } from 'next';
import { PeopleList } from '@/components/people/people-list';
import { listPeople } from '@/lib/people/queries';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'People' };

export default protectedPage('access.read', async (context, { searchParams }) => {
  const { q } = await searchParams;
  const search = (typeof q === 'string' ? q : '').trim().slice(0, 100);
  return <PeopleList {...(await listPeople(context, search))} search={search} />;
});
