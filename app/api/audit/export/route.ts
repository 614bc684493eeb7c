import { exportAudit } from '@/lib/audit/export/export';
import { fileAnswer, route } from '@/lib/route';

/** An audit as a file; `{"audit":"schedule","format":"csv","filter":{}}`. The header says how many rows it is to have. */
export const POST = route(async (context, input) => {
  const { audit, format, rows, parts } = await exportAudit(context, input);
  return fileAnswer(`rota-audit-${audit}`, format, parts, { 'X-Rota-Rows': String(rows) });
});
