import { HELP } from './help';
import { type AuditOptions, readAuditOptions, UsageError } from './options';
import { reportText } from './report-text';
import { verifyFiles } from './verify-files';

const CHANGED = 1;
const BAD_INPUT = 2;
const INCOMPLETE = 3;
const UNPROTECTED = 4;

type Sink = { write(text: string): unknown };

/**
 * `npm run -s audit -- verify …`
 * @returns the exit code: 0, 1 where an export is not as it was written, 2 for a wrong option or what can't be read, 3 where
 * archives are missing, 4 where an audit has no digest at all
 */
export async function run(args: readonly string[], out: Sink, err: Sink): Promise<number> {
  try {
    const options = readAuditOptions(args);
    if (options) return await act(options, out);
    out.write(HELP);
    return 0;
  } catch (error) {
    err.write(`${error instanceof Error ? error.message.trim() : String(error)}\n`);
    return BAD_INPUT;
  }
}

async function act(options: AuditOptions, out: Sink): Promise<number> {
  switch (options.act) {
    case 'verify': {
      const report = await verifyFiles(options);
      out.write(reportText(report));
      if (report.problem) return CHANGED;
      if (report.chains.some(({ rows, signedAt }) => rows > 0 && signedAt === null)) return UNPROTECTED;
      return report.chains.some(({ gaps }) => gaps.length > 0) ? INCOMPLETE : 0;
    }
    case 'export': {
      const { exportFile } = await import('./export-file');
      const rows = await inDatabase(() => exportFile(options.file, options.only));
      out.write(`${rows} rows written to ${options.file}.\n`);
      return 0;
    }
    case 'restored': {
      const { restoredText } = await import('./restored-text');
      out.write(await inDatabase(() => restoredText(options)));
      return 0;
    }
    case 'erase': {
      const { eraseText } = await import('./erase-text');
      out.write(await eraseText(options));
      return 0;
    }
  }
}

/**
 * Works in the database that DATABASE_URL names: nothing else of the environment is needed.
 * @throws UsageError where it names none
 */
async function inDatabase<R>(work: () => Promise<R>): Promise<R> {
  const { DATABASE_URL: url } = process.env;
  if (!url)
    throw new UsageError('DATABASE_URL is not set: it names the database, as web and worker have it.');
  const { db, reachDatabase } = await import('@/lib/db');
  reachDatabase(url);
  try {
    return await work();
  } finally {
    await db().$disconnect();
  }
}
