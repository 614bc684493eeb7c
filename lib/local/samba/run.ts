import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Runs a program to its end. @throws Error with its last words when it fails */
export async function run(command: string, args: string[], input = ''): Promise<void> {
  const env = { ...process.env, LANG: 'C.UTF-8' };
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env });
  child.stdin.end(input);
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const [code, stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${`${stdout}${stderr}`.slice(-2000)}`);
}
