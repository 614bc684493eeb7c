import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { NotFound } from '@/components/shell/not-found';
import { REQUEST_ID } from '@/lib/web/origin';

export const metadata: Metadata = { title: 'Not found' };

export default async function NotFoundPage() {
  return (
    <main className="page">
      <NotFound requestId={(await headers()).get(REQUEST_ID)} />
    </main>
  );
}
