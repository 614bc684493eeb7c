import { exportAccess, type Format } from '@/lib/people/export/export';
import { route, streamOf } from '@/lib/route';

const TYPES: Record<Format, string> = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl' };

/** Everyone's effective rights as a file; `{"format":"csv"}` or `"jsonl"`. */
export const POST = route(async (context, input) => {
  const { format, parts } = await exportAccess(context, input);
  const day = new Date().toISOString().slice(0, 10);
  const headers = {
    'Content-Type': TYPES[format],
    'Content-Disposition': `attachment; filename="rota-access-${day}.${format}"`,
    'Cache-Control': 'no-store',
  };
  return new Response(streamOf(parts), { headers });
});
