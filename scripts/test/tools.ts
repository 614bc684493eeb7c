import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { SAMBA_PACKAGES } from '@/lib/local/samba/availability';

/** Programs outside npm that the tests need, as Debian packages with a file that proves each. */
const PACKAGES = [
  { name: 'chromium-headless-shell', file: '/usr/bin/chromium-headless-shell' },
  { name: 'fonts-liberation', file: '/usr/share/fonts/truetype/liberation' },
  { name: 'awscli', file: '/usr/bin/aws' },
  { name: 'python3-botocore', file: '/usr/lib/python3/dist-packages/botocore' },
  { name: 'tzdata', file: '/usr/share/zoneinfo/tzdata.zi' },
  { name: 'libc-bin', file: '/usr/bin/zdump' },
];

/**
 * Installs what is missing on Debian as root; elsewhere prints one line saying what to install.
 *
 * @returns false when an installation failed
 */
export function ensureTools(): boolean {
  const root = process.getuid?.() === 0;
  // Only root can run a domain controller, so nobody else needs to install one.
  const packages = root ? [...PACKAGES, ...SAMBA_PACKAGES] : PACKAGES;
  const missing = packages.filter(({ file }) => !existsSync(file)).map(({ name }) => name);
  if (missing.length === 0) return true;
  if (!root || !existsSync('/etc/debian_version')) {
    console.log(
      `The tests also need: ${missing.join(', ')} (names of Debian's packages). Please install them.`,
    );
    return true;
  }
  return install(missing) || (aptGet(['update']) && install(missing));
}

function install(packages: string[]): boolean {
  return aptGet(['install', '-y', '--no-install-recommends', ...packages]);
}

function aptGet(args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', args, { stdio: 'inherit', env }).status === 0;
}
