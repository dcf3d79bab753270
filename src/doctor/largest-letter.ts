// The largest letter of out/ as it would weigh on the wire, from the sizes of its two parts alone.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Both parts go out as base64 in lines of 76 characters with two at their end. */
const BASE64 = (4 / 3) * (78 / 76);
/** Headers with signatures, boundaries and headers of parts, by measuring. */
const AROUND_BYTES = 6000;

/** Undefined before the first build. */
export async function largestLetter(
  root: string,
): Promise<{ readonly slug: string; readonly bytes: number } | undefined> {
  const out = join(root, 'out');
  const slugs = await readdir(out).catch((): string[] => []);
  const letters = await Promise.all(
    slugs.map(async (slug) => {
      const html = await sizeOf(join(out, slug, 'email.html'));
      const text = await sizeOf(join(out, slug, 'email.txt'));
      return { slug, bytes: html === 0 ? 0 : Math.ceil((html + text) * BASE64) + AROUND_BYTES };
    }),
  );
  return letters.filter(({ bytes }) => bytes > 0).toSorted((one, other) => other.bytes - one.bytes)[0];
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
