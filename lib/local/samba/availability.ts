import { existsSync } from 'node:fs';

/** The Debian packages that hold the domain controller and its set-up. The first only depends on others. */
export const SAMBA_PACKAGES = [
  { name: 'samba-ad-dc', file: '/usr/share/doc/samba-ad-dc' },
  { name: 'samba-ad-provision', file: '/usr/share/samba/setup/provision.ldif' },
];

/** How long a test may wait for a domain; some seconds where nothing else runs. */
export const SAMBA_START_MS = 120_000;

/**
 * Why no domain controller can be started here; null when one can. It listens on the ports 389 and 636 and keeps
 * other people's ids on its files, so it needs root.
 */
export function sambaProblem(): string | null {
  const missing = SAMBA_PACKAGES.filter(({ file }) => !existsSync(file)).map(({ name }) => name);
  if (process.getuid?.() !== 0) return 'it needs root';
  return missing.length === 0 ? null : `${missing.join(' and ')} (of Debian) must be installed`;
}
