import { configuredRetention } from '@/lib/audit/retention/configured';
import { retentionTurn } from '@/lib/audit/retention/turn';
import { env } from '@/lib/env';
import { log } from '@/lib/log';

/** Archives what is due, and says so. */
async function main(): Promise<void> {
  log.level = 'silent';
  const { DATABASE_MAINTENANCE_URL: url } = env();
  const retention = configuredRetention();
  if (!url || !retention) throw new Error('Nothing says what to archive, and where.');
  process.stdout.write(`${JSON.stringify({ began: true })}\n`);
  await retentionTurn(url, retention)();
  process.stdout.write(`${JSON.stringify({ done: true })}\n`);
  process.exit(0);
}

await main();
