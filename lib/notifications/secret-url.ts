import { openField, sealInput } from '@/lib/targets/secrets';

const URL_FIELD = '/url';

/** The address of a webhook as it is stored: whoever has it can post there, so it is encrypted as other secrets are. */
export const sealUrl = (url: string, key: Buffer): string =>
  sealInput(JSON.stringify({ url }), [URL_FIELD], key);

/** @throws Error where it was stored under another key */
export const openUrl = (sealed: string, key: Buffer): string => openField(sealed, URL_FIELD, key) ?? '';
