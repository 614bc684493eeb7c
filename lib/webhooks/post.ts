import { type Answer, NOTHING_TOLD } from '@/lib/aws/send/answer';
import { failed } from '@/lib/aws/send/failures';
import { sentence } from '@/lib/aws/send/sentence';
import { ForbiddenAddressError } from '@/lib/outbound/look-up';
import { guardedPost, type PostAnswer } from '@/lib/outbound/post';

/** So much of an answer is read. */
const ANSWER_BYTES = 64 * 1024;

export type Post = Omit<Parameters<typeof guardedPost>[0], 'answerBytes' | 'onSent'>;

/**
 * Posts once. What the network says is an answer: a failure where nothing was sent, else nobody knows.
 * @returns what the receiver answered, or why it did not
 * @throws what `pass` throws
 */
export async function postOnce({ pass, ...post }: Post): Promise<PostAnswer | Answer> {
  let sent = false;
  let held = false;
  const passing =
    pass &&
    (() =>
      pass().catch((error: unknown) => {
        held = true;
        throw error;
      }));
  try {
    return await guardedPost({
      ...post,
      pass: passing,
      answerBytes: ANSWER_BYTES,
      onSent: () => {
        sent = true;
      },
    });
  } catch (error) {
    if (held || !(error instanceof Error)) throw error;
    if (sent)
      return {
        ...NOTHING_TOLD,
        outcome: 'unanswered',
        reason: `It was sent, and no answer came: ${sentence(error.message)} Nobody knows whether it came through.`,
      };
    return failed(sentence(`It could not be reached: ${error.message}`), {
      permanent: error instanceof ForbiddenAddressError,
    });
  }
}
