// What SQLite and PostgreSQL spell differently, in one place: everything else in this folder is written once for both.
// The statements on the hot path take a whole group of rows as one value, so that their text never changes and is
// prepared once.
import { sql, type ColumnDefinitionBuilder, type Expression, type RawBuilder, type SqlBool } from 'kysely';

export interface Flavour {
  readonly name: 'sqlite' | 'postgres';
  /** True where rows must be locked one by one; SQLite has one writer and locks the whole file. */
  readonly hasRowLocks: boolean;
  /** Type of every text column: instants are compared as text, so the order is the order of the bytes. */
  readonly text: 'text' | RawBuilder<unknown>;
  readonly integer: 'integer' | 'bigint';
  readonly id: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
  /** column in (numbers), for any count of numbers. */
  readonly isOneOf: (column: string, numbers: readonly number[]) => Expression<SqlBool>;
  /** The same, with what `list` makes of the numbers. */
  readonly isIn: (column: string, list: unknown) => RawBuilder<SqlBool>;
  readonly list: (numbers: readonly number[]) => string;
  /** The numbers of a column within a group, in their order, with commas between them. */
  readonly joined: (column: string) => RawBuilder<string>;
  /** A table expression, named `changed`, of these columns; `rows` is a JSON array of objects. */
  readonly table: (columns: Readonly<Record<string, 'text' | 'integer'>>, rows: unknown) => RawBuilder<unknown>;
}

export const SQLITE: Flavour = {
  name: 'sqlite',
  hasRowLocks: false,
  text: 'text',
  integer: 'integer',
  id: (column) => column.primaryKey().autoIncrement(),
  isOneOf: (column, numbers) => SQLITE.isIn(column, SQLITE.list(numbers)),
  isIn: (column, list) => sql<SqlBool>`${sql.ref(column)} in (select value from json_each(${list}))`,
  list: (numbers) => JSON.stringify(numbers),
  joined: (column) => sql<string>`group_concat(${sql.ref(column)}, ',' order by ${sql.ref(column)})`,
  table: (columns, rows) => {
    const fields = Object.keys(columns).map((name) => sql`value ->> ${sql.lit(name)} as ${sql.ref(name)}`);
    // The limit keeps the planner from walking through all deliveries of the mailing and these rows for each of them.
    return sql`(select ${sql.join(fields)} from json_each(${rows}) limit -1) as changed`;
  },
};

export const POSTGRES: Flavour = {
  name: 'postgres',
  hasRowLocks: true,
  text: sql`text collate "C"`,
  integer: 'bigint',
  id: (column) => column.primaryKey().generatedByDefaultAsIdentity(),
  isOneOf: (column, numbers) => POSTGRES.isIn(column, POSTGRES.list(numbers)),
  isIn: (column, list) => sql<SqlBool>`${sql.ref(column)} = any(${list}::bigint[])`,
  list: (numbers) => `{${numbers.join(',')}}`,
  joined: (column) => sql<string>`string_agg(${sql.ref(column)}::text, ',' order by ${sql.ref(column)})`,
  table: (columns, rows) => {
    const fields = Object.entries(columns).map(
      ([name, type]) => sql`${sql.ref(name)} ${sql.raw(type === 'text' ? 'text' : 'bigint')}`,
    );
    return sql`json_to_recordset(${rows}::json) as changed(${sql.join(fields)})`;
  },
};
