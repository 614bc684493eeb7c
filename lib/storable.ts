/** Text as Postgres stores it and reads it as JSON: U+FFFD in place of each NUL and each unpaired surrogate. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');

/** JSON of which every text is storable, also the names of fields: JSON.stringify escapes just what is not. */
export function storableJson(value: object): string {
  const json = JSON.stringify(value);
  if (!json.includes('\\u')) return json;
  return json.replace(/\\(?:u(?:0000|d[89a-f][0-9a-f]{2})|.)/g, (escaped) =>
    escaped.length > 2 ? '\ufffd' : escaped,
  );
}
