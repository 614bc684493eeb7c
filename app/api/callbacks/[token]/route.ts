import { STATUS_CODES } from 'node:http';
import { originOf, REQUEST_ID } from '@/lib/web/origin';
import { takeCallback } from '@/lib/webhooks/take-callback';

/** How the work behind a webhook ended: its receiver says so, by the token in the address alone. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ token: string }> },
): Promise<Response> {
  const { requestId, ip } = originOf(request.headers);
  const { status, detail, retryAfterSeconds } = await takeCallback((await params).token, request, ip);
  const problem = { type: 'about:blank', title: STATUS_CODES[status], status, detail, requestId };
  return new Response(JSON.stringify(status === 200 ? { status, detail } : problem), {
    status,
    headers: {
      'Cache-Control': 'no-store',
      [REQUEST_ID]: requestId,
      ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
      'Content-Type': status === 200 ? 'application/json' : 'application/problem+json',
    },
  });
}
