import { assertSameOrigin, toActionError } from '@/lib/action';
import { CONTENT_TYPES, type Format } from '@/lib/audit/export/format';
import { requestContext } from '@/lib/auth/request';
import type { Context } from '@/lib/context';
import { RotaError } from '@/lib/errors';

/**
 * The one wrapper of every route handler, for what a server action can't answer, as a file: a POST from a page of Rota
 * with an input in JSON, then the session, then a command or query, which authorises, validates and audits. A refusal
 * has its HTTP status, says why as a server action does, and leaves an audit row.
 */
export function route(
  run: (context: Context, input: unknown) => Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const context = await requestContext();
    try {
      await assertSameOrigin(context);
      return await run(context, await inputOf(request));
    } catch (error) {
      const told = toActionError(error, context.requestId);
      return Response.json(told, { status: error instanceof RotaError ? error.status : 500 });
    }
  };
}

/** What is no JSON is left for the command to refuse, after it has looked at who asks. */
async function inputOf(request: Request): Promise<unknown> {
  const text = await request.text();
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return text;
  }
}

/** A file named by what it holds and the day in UTC, sent while it is made; nobody on the way keeps it. */
export function fileAnswer(
  name: string,
  format: Format,
  parts: AsyncGenerator<string>,
  more: Record<string, string> = {},
): Response {
  const day = new Date().toISOString().slice(0, 10);
  const headers = {
    'Content-Type': CONTENT_TYPES[format],
    'Content-Disposition': `attachment; filename="${name}-${day}.${format}"`,
    'Cache-Control': 'no-store',
    ...more,
  };
  return new Response(streamOf(parts), { headers });
}

/** Texts as the body of an answer, made as fast as they are read and no faster; whoever stops reading ends them. */
export function streamOf(parts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}
