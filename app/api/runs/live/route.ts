import { route, streamOf } from '@/lib/route';
import { stampFor } from '@/lib/runs/live/looks';
import { stampEvents } from '@/lib/runs/live/stream';

/** Server-sent events that say when a page has something new to show; `{"page":"run","id":"…"}`. */
export const POST = route(async (context, input) => {
  const first = await stampFor(context, input);
  return new Response(streamOf(stampEvents(context, input, first)), {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store, no-transform' },
  });
});
