/** Letters of a group's name before the directory is asked: fewer would fetch half of it. */
export const SEARCH_MIN = 2;
