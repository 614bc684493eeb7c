import { answerProblem } from '@/lib/api/problem';
import { originOf, REQUEST_ID } from '@/lib/web/origin';
import { takeCallback } from '@/lib/webhooks/take-callback';

/** How the work behind a webhook ended: its receiver says so, by the token in the address alone. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ token: string }> },
): Promise<Response> {
  const { requestId, ip } = originOf(request.headers);
  try {
    await takeCallback((await params).token, request, ip);
    const headers = { 'Cache-Control': 'no-store', [REQUEST_ID]: requestId };
    return Response.json({ status: 200, detail: 'The run has ended.' }, { headers });
  } catch (error) {
    return answerProblem(error, requestId, { ifMatch: false, byToken: false });
  }
}
