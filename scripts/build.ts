import { spawn } from 'node:child_process';
import { build } from 'esbuild';

/** Builds the pages with Next and the processes and the commands of a host, into dist/. */
async function main(): Promise<void> {
  await run('prisma', ['generate']);
  await build({
    entryPoints: {
      web: 'lib/web/main.ts',
      worker: 'lib/worker/main.ts',
      freeze: 'lib/freeze/main.ts',
      audit: 'lib/audit/tool/main.ts',
    },
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  });
  await run('next', ['build']);
}

function run(command: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(`node_modules/.bin/${command}`, args, {
      stdio: 'inherit',
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')} ended with ${code}`)),
    );
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
