import { HELP, readAuditOptions, UsageError } from './options';
import { reportText } from './report-text';
import { verifyFiles } from './verify-files';

const CHANGED = 1;
const BAD_INPUT = 2;

type Sink = { write(text: string): unknown };

/**
 * `npm run -s audit -- verify …`
 * @returns the exit code: 0, 1 where an export is not as it was written, 2 for a wrong option
 */
export async function run(args: readonly string[], out: Sink, err: Sink): Promise<number> {
  try {
    const options = readAuditOptions(args);
    if (!options) {
      out.write(HELP);
      return 0;
    }
    if (options.act === 'verify') {
      const report = await verifyFiles(options);
      out.write(reportText(report));
      return report.problem ? CHANGED : 0;
    }
    const { exportFile } = await import('./export-file');
    const { db } = await import('@/lib/db');
    const rows = await exportFile(options.file, options.only);
    out.write(`${rows} rows written to ${options.file}.\n`);
    await db().$disconnect();
    return 0;
  } catch (error) {
    const ours = error instanceof UsageError;
    err.write(`${error instanceof Error ? (ours ? error.message : error.stack) : String(error)}\n`);
    return BAD_INPUT;
  }
}
