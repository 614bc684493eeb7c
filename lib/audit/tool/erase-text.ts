import { ErasureError, erasePerson } from '../erasure/erase';
import { Broken } from '../walk';
import { type AuditOptions, UsageError } from './options';

/**
 * Erases somebody. @returns what was erased and what was not, in words
 * @throws UsageError where it can't be done, saying why
 */
export async function eraseText(options: Extract<AuditOptions, { act: 'erase' }>): Promise<string> {
  const { DATABASE_MAINTENANCE_URL: url, ROTA_AUDIT_ARCHIVE: configured } = process.env;
  if (!url)
    throw new UsageError(
      'DATABASE_MAINTENANCE_URL is not set: it names a login that is a member of rota_maintenance.',
    );
  const { person, reason, by, archive } = options;
  const folder = archive ?? (configured || null);
  try {
    const { auditRows, otherRows, archives, unreachable } = await erasePerson(url, {
      person,
      reason,
      by,
      folder,
    });
    const lines = [
      `The personal values beside ${auditRows} rows of the audits were erased, and ${otherRows} rows of other tables.`,
      ...archives.map(
        ({ file, rows }) => `${file} was written anew: the values beside ${rows} of its rows are gone.`,
      ),
      ...unreachable.map(
        (file) =>
          `${file} is not at hand and may still have values: erase again with --archive DIR where it is.`,
      ),
    ];
    return `${lines.join('\n')}\n`;
  } catch (error) {
    if (error instanceof ErasureError) throw new UsageError(error.message);
    if (error instanceof Broken)
      throw new UsageError(`${error.where}: ${error.message} Nothing more was erased.`);
    throw error;
  }
}
