const MOST = 20;
const MOST_OF_ALL = 0.1;

/** Whether a pass that nobody asked for concerns so many that a person has to confirm it: more than 20, or 10 %. */
export const tooMany = (count: number, all: number): boolean => count > MOST || count > all * MOST_OF_ALL;
