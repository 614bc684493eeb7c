import { afterAll, beforeAll, expect, it } from 'vitest';
import { startChild } from '@/lib/local/test-child';
import { startTestProduct, type TestProduct, testEnv } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';

const ROWS = 200_000;
let product: TestProduct;

beforeAll(async () => {
  product = await startTestProduct({});
  await sql(
    product.database,
    `SET session_replication_role = replica;
     DELETE FROM activity_audit; DELETE FROM audit_person;
     CREATE TEMP TABLE made AS SELECT n, gen_random_uuid() AS id FROM generate_series(1, ${ROWS}) n;
     INSERT INTO activity_audit (seq, id, occurred_at, actor_id, actor_type, action, outcome, subject, request_id, body,
       prev_hash, hash)
     SELECT n, id, now(), 'system:test', 'system', 'test.row', 'ok', 'Row', 'r',
       json_build_object('id', id, 'actor', json_build_object('id', 'system:test', 'type', 'system', 'groups', '[]'::json),
         'action', 'test.row', 'outcome', 'ok', 'subject', 'Row', 'reason', null, 'requestId', 'r',
         'details', json_build_object('text', repeat(n::text, 100)))::text, sha256(''), sha256('') FROM made;
     INSERT INTO audit_person (audit_id, salt, values, chain, seq)
     SELECT id, '\\x00112233445566778899aabbccddeeff', '{"name":"Somebody","ip":"192.0.2.7","userAgent":"test"}',
       'activity', n FROM made;
     UPDATE audit_head SET seq = ${ROWS} WHERE chain = 'activity';
     ANALYZE activity_audit; ANALYZE audit_person`,
  );
}, 180_000);
afterAll(() => product?.stop());

it.each(['csv', 'jsonl'])(
  'keeps little of 200,000 rows as %s, and each is there once',
  async (format) => {
    const child = startChild('lib/local/test-exporter.ts', {
      ...testEnv(product.database),
      TEST_FORMAT: format,
      // Less than the file: whoever keeps it dies.
      NODE_OPTIONS: '--max-old-space-size=96',
    });
    const told = await child.until(({ seen }) => seen !== undefined);
    process.stdout.write(`audit export as ${format}: ${JSON.stringify(told)}\n`);
    expect(told).toMatchObject({ seen: told.rows, inOrder: true });
    expect(told.rows).toBeGreaterThanOrEqual(ROWS);
    const { first, peak, megabytes } = told as { first: Memory; peak: Memory; megabytes: number };
    expect(megabytes).toBeGreaterThan(120);
    expect(peak.rss - first.rss).toBeLessThan(100);
  },
  180_000,
);

type Memory = { rss: number; heap: number };
