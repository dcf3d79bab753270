// The statements of a sender's commits, compiled once for each database: kysely takes longer to build and compile one
// than the database to run it. Afterwards only values change, which have names instead of places, so that no statement
// depends on the order in which a database wants them.
import { CompiledQuery, type RawBuilder, type Transaction } from 'kysely';
import type { Flavour } from './flavour.ts';
import type { Tables } from './tables.ts';

/** Stands in a statement for the value of that name. */
class Named {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

interface Compiled {
  readonly text: string;
  readonly names: readonly string[];
}

/** What runs the statement: all its values are `Named`, and anything else in it is the same for ever. */
export function compiledOnce<Row>(
  statement: (flavour: Flavour, value: (name: string) => Named) => RawBuilder<Row>,
): (tx: Transaction<Tables>, flavour: Flavour, values: Readonly<Record<string, unknown>>) => Promise<readonly Row[]> {
  const known = new Map<Flavour['name'], Compiled>();
  return async (tx, flavour, values) => {
    const compiled =
      known.get(flavour.name) ??
      compile(
        statement(flavour, (name) => new Named(name)),
        tx,
      );
    known.set(flavour.name, compiled);
    const bound = compiled.names.map((name) => values[name]);
    return (await tx.executeQuery<Row>(CompiledQuery.raw(compiled.text, bound))).rows;
  };
}

function compile(statement: RawBuilder<unknown>, tx: Transaction<Tables>): Compiled {
  const { sql, parameters } = statement.compile(tx);
  const names = parameters.map((parameter) => {
    if (parameter instanceof Named) return parameter.name;
    throw new TypeError('a statement that is compiled once has a value without a name');
  });
  return { text: sql, names };
}
