/** Words of somebody else with a full stop, so that others can follow. */
export const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
