import { originOf, REQUEST_ID } from '@/lib/web/origin';
import { version } from '@/package.json';
import { countAddress } from './limits';
import { describeApi } from './openapi';
import { answerProblem } from './problem';
import { otherMethod } from './router';

/** Answers with the description of the API, as many times as an address may ask. */
export function serveDescription(request: Request): Response {
  const { ip, requestId } = originOf(request.headers);
  try {
    countAddress(ip);
    if (request.method !== 'GET' && request.method !== 'HEAD') throw otherMethod(request.method, ['GET']);
    return new Response(JSON.stringify(describeApi(version)), {
      headers: { 'Content-Type': 'application/json', [REQUEST_ID]: requestId },
    });
  } catch (error) {
    return answerProblem(error, requestId, { ifMatch: false, byToken: false });
  }
}
