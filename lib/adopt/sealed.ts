import type { Found } from '@/lib/aws/discover';
import { encryptionKey } from '@/lib/encryption-key';
import { openInput, sealInput } from '@/lib/targets/secrets';
import { read, write } from './stored';

/** The whole of a JSON text (RFC 6901). */
const WHOLE = [''];

/** What was found, as the database keeps it: encrypted, because an input may hold secrets that nobody has named yet. */
export const seal = (found: Found): string => sealInput(write(found), WHOLE, encryptionKey());

/** The text that was sealed. What an earlier release stored in the clear is taken as it is. */
export const openText = (stored: string): string => openInput(stored, WHOLE, encryptionKey());

/** What was found, from what `seal` made of it. */
export const open = (stored: string): Found => read(openText(stored));
