// A column that every row has: how the migrations say it.
import type { ColumnDefinitionBuilder } from 'kysely';

/** For `addColumn`: NOT NULL. */
export function required(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull();
}
