import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { type GateDetail, rulesShownTo } from './queries';

/** A rule with the gate that it requires. */
export type RuleRow = GateDetail['rules'][number] & {
  gateId: string;
  gateName: string;
  environmentName: string;
  production: boolean;
};

/** The rules of all teams of whom one may see something, by environment, those for all teams first. */
export async function listRules(context: Context): Promise<RuleRow[]> {
  const { actor } = await authorise(context, 'gate.read');
  return db().$queryRaw`
    SELECT r.id, t.name AS "teamName", r.kind::text, r.pattern, g.id AS "gateId", g.name AS "gateName",
      e.name AS "environmentName", e.production
    FROM gate_rule r JOIN gate g ON g.id = r.gate_id JOIN environment e ON e.id = g.environment_id
    LEFT JOIN team t ON t.id = r.team_id
    WHERE ${rulesShownTo(actor)} ORDER BY lower(e.name), lower(t.name) NULLS FIRST, r.pattern, r.id`;
}
