type Sends = { deadLetterArn: string | null };

/**
 * The dead-letter queues that targets name, the environment's own aside: each once, in the order of the targets. Rota never
 * reads them.
 * @returns ARNs
 */
export const foreignQueues = (
  { deadLetterQueueArn }: { deadLetterQueueArn: string | null },
  targets: readonly Sends[],
): string[] => [
  ...new Set(
    targets.flatMap(({ deadLetterArn }) =>
      deadLetterArn === null || deadLetterArn === deadLetterQueueArn ? [] : deadLetterArn,
    ),
  ),
];
