// Lists of texts in one column, as a JSON array.

/** The texts of a JSON array; what else is in it was not written by us. */
export function textsIn(json: string): readonly string[] {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
