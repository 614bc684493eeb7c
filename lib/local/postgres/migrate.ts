import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '..', '..', '..');

/**
 * Applies Rota's migrations with the official CLI (`prisma migrate deploy`).
 *
 * @param migrationUrl `postgresql://` address of the database as its owner
 * @throws Error with what the CLI said when it fails
 */
export async function migrateDatabase(migrationUrl: string): Promise<void> {
  const cli = createRequire(import.meta.url).resolve('prisma/build/index.js');
  const child = spawn(process.execPath, [cli, 'migrate', 'deploy'], {
    cwd: repository,
    env: { ...process.env, DATABASE_MIGRATION_URL: migrationUrl, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`prisma migrate deploy failed (exit code ${code}):\n${output.trim()}`);
}
