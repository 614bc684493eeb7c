import pg from 'pg';
import { serve } from '@/lib/api/serve';

/** With a name, it is prepared once for each connection. */
export type Statement = { name?: string; text: string; values: unknown[] };

/**
 * What the API asks the database to answer a request, in its order, transactions' own statements aside. The driver is
 * listened to while this process answers it: nothing else may be under way in it.
 * @throws Error where the answer is none of success
 */
export async function statementsOf(token: string, path: string): Promise<Statement[]> {
  const statements: Statement[] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const { name, text, values } = args[0] as Statement;
    statements.push({ ...(name && { name }), text, values });
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    const url = new URL(`http://localhost/api/v1${path}`);
    const headers = { authorization: `Bearer ${token}` };
    const answer = await serve(new Request(url, { headers }), url.pathname.split('/').slice(3));
    if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
  } finally {
    pg.Client.prototype.query = query;
  }
  return statements;
}
