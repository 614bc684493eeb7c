import { HELP } from './help';
import { type AuditOptions, readAuditOptions, UsageError } from './options';
import { reportText } from './report-text';
import { verifyFiles } from './verify-files';

const CHANGED = 1;
const BAD_INPUT = 2;
const INCOMPLETE = 3;

type Sink = { write(text: string): unknown };

/**
 * `npm run -s audit -- verify …`
 * @returns the exit code: 0, 1 where an export is not as it was written, 2 for a wrong option, 3 where archives are missing
 */
export async function run(args: readonly string[], out: Sink, err: Sink): Promise<number> {
  try {
    const options = readAuditOptions(args);
    if (options) return await act(options, out);
    out.write(HELP);
    return 0;
  } catch (error) {
    const ours = error instanceof UsageError;
    err.write(`${error instanceof Error ? (ours ? error.message : error.stack) : String(error)}\n`);
    return BAD_INPUT;
  }
}

async function act(options: AuditOptions, out: Sink): Promise<number> {
  switch (options.act) {
    case 'verify': {
      const report = await verifyFiles(options);
      out.write(reportText(report));
      if (report.problem) return CHANGED;
      return report.chains.some(({ gaps }) => gaps.length > 0) ? INCOMPLETE : 0;
    }
    case 'export': {
      const { exportFile } = await import('./export-file');
      const { db } = await import('@/lib/db');
      const rows = await exportFile(options.file, options.only);
      out.write(`${rows} rows written to ${options.file}.\n`);
      await db().$disconnect();
      return 0;
    }
    case 'restored': {
      const { restoredText } = await import('./restored-text');
      const { db } = await import('@/lib/db');
      out.write(await restoredText(options));
      await db().$disconnect();
      return 0;
    }
    case 'erase': {
      const { eraseText } = await import('./erase-text');
      out.write(await eraseText(options));
      return 0;
    }
  }
}
