import type { Metadata } from 'next';
import { ReferencePage } from '@/components/reference/reference-page';
import { describeApi } from '@/lib/api/openapi';
import { referenceOf } from '@/lib/api/reference';
import { env } from '@/lib/env';
import { version } from '@/package.json';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'API reference' };

export default protectedPage('token.read', async () => {
  const description = describeApi(version);
  const operations = referenceOf(description, new URL(env().ROTA_URL).origin);
  return <ReferencePage operations={operations} tags={description.tags} />;
});
