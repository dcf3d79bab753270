// A small stable number for a text: the same on every machine and in every version, for ids and for spreading. It is no
// protection against anyone; what must not be forged is signed elsewhere.

/** 53 bits by two rounds of FNV-1a over UTF-16 units, so that it stays an exact number. */
export function fingerprint(text: string): number {
  return (fnv1a(text, 0x811c9dc5) & 0x1fffff) * 0x1_0000_0000 + fnv1a(text, 0x9dc5811c);
}

function fnv1a(text: string, basis: number): number {
  let hash = basis;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash >>> 0;
}
