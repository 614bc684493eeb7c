/** The states of a schedule that is not to run any more: nothing of it can run beside its original. */
export const OVER = ['deleted', 'completed'] as const;

export const isOver = (state: string): boolean => OVER.some((over) => over === state);
