import { readFileSync } from 'node:fs';
import pg from 'pg';

// Answered anew at each request, as the product does.
export const dynamic = 'force-dynamic';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

let recorded;
/** The statements of each request of each read. */
const theRecorded = () => {
  recorded ??= JSON.parse(readFileSync(process.env.BENCH_RECORDED, 'utf8'));
  return recorded;
};

const numberIn = (request, name) => Number(new URL(request.url).searchParams.get(name));

/** Runs the statements of a read and answers their rows. */
export async function GET(request, { params }) {
  const { what } = await params;
  const statements = theRecorded()[what][numberIn(request, 'n')];
  const results = await Promise.all(statements.map((statement) => pool.query(statement)));
  return Response.json(results.map(({ rows }) => rows));
}

/** Writes so many rows, one after the other, in one transaction. */
export async function POST(request) {
  const content = await request.json();
  const rows = numberIn(request, 'rows');
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    for (let row = 0; row < rows; row += 1)
      await client.query('INSERT INTO bench_row (content) VALUES ($1)', [content]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
  return Response.json({ rows });
}
