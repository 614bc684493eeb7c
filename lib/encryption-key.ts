import { env } from './env';

/** The key that secrets are stored under, such as those of payloads. */
export const encryptionKey = (): Buffer => Buffer.from(env().ROTA_ENCRYPTION_KEY, 'base64');
