import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SOURCES = [
  'app',
  'components',
  'lib',
  'prisma',
  'scripts/build.ts',
  'next.config.js',
  'package-lock.json',
];
const STAMP = 'dist/source-stamp';

/** Builds unless the last build was of these very sources. */
export function buildOnce(say: (line: string) => void): void {
  const stamp = stampOfSources();
  if (existsSync(STAMP) && existsSync('.next/BUILD_ID') && readFileSync(STAMP, 'utf8') === stamp) return;
  say('Building (the first time only; about a minute) …');
  const built = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`The build failed:\n${built.stdout}\n${built.stderr}`);
  writeFileSync(STAMP, stamp);
}

function stampOfSources(): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap(filesBelow)) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

function filesBelow(name: string): string[] {
  if (!existsSync(name)) return [];
  if (!statSync(name).isDirectory()) return [name];
  return readdirSync(name)
    .filter((entry) => entry !== 'generated' && entry !== 'local')
    .sort()
    .flatMap((entry) => filesBelow(path.join(name, entry)));
}
