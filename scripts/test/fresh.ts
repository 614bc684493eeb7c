import { vi } from 'vitest';

/**
 * Files of tests share processes, and each begins as if it were the first: with the environment of the run, and with
 * the product's modules not yet loaded. Packages stay loaded.
 */
const shared = globalThis as { environmentOfTheRun?: NodeJS.ProcessEnv };
shared.environmentOfTheRun ??= { ...process.env };
for (const name of Object.keys(process.env))
  if (!(name in shared.environmentOfTheRun)) delete process.env[name];
Object.assign(process.env, shared.environmentOfTheRun);
// What the product keeps for a whole process stands under such names.
for (const name of Object.keys(globalThis))
  if (/^rota[A-Z]/.test(name)) Reflect.deleteProperty(globalThis, name);
vi.resetModules();
