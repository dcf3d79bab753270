// Damage to a mail, as storms and attackers do it: bytes changed, cut out, doubled, and lines of somebody else put in.
import { array, constantFrom, double, nat, record, type Arbitrary } from 'fast-check';

export interface Mutation {
  readonly kind: 'flip' | 'cut' | 'twice' | 'insert';
  /** Where, as a share of the mail. */
  readonly at: number;
  readonly byte: number;
}

/** One to six of them. */
export const mutations: Arbitrary<readonly Mutation[]> = array(
  record({
    kind: constantFrom('flip', 'cut', 'twice', 'insert'),
    at: double({ min: 0, max: 0.999, noNaN: true }),
    byte: nat(255),
  }),
  { minLength: 1, maxLength: 6 },
);

/** The mail with all of them done to it; `hostile` is what is put in. */
export function mutatedMail(mail: string, wanted: readonly Mutation[], hostile: readonly string[]): Buffer {
  let bytes = Buffer.from(mail);
  for (const mutation of wanted) bytes = mutated(bytes, mutation, hostile);
  return bytes;
}

function mutated(bytes: Buffer, { kind, at, byte }: Mutation, hostile: readonly string[]): Buffer<ArrayBuffer> {
  const index = Math.floor(at * bytes.length);
  const [before, after] = [bytes.subarray(0, index), bytes.subarray(index)];
  if (kind === 'flip') return Buffer.concat([before, Buffer.from([byte]), after.subarray(1)]);
  if (kind === 'cut') return Buffer.concat([before, after.subarray(byte)]);
  if (kind === 'twice') return Buffer.concat([before, after.subarray(0, byte), after]);
  return Buffer.concat([before, Buffer.from(hostile[byte % hostile.length] ?? ''), after]);
}
