import { exportAccess } from '@/lib/people/export/export';
import { fileAnswer, route } from '@/lib/route';

/** Everyone's effective rights as a file; `{"format":"csv"}` or `"jsonl"`. */
export const POST = route(async (context, input) => {
  const { format, parts } = await exportAccess(context, input);
  return fileAnswer('rota-access', format, parts);
});
