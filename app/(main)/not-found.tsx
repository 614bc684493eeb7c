import { NotFound } from '@/components/shell/not-found';
import { requestContext } from '@/lib/auth/request';

export default async function NotFoundPage() {
  const { requestId } = await requestContext();
  return <NotFound requestId={requestId} />;
}
