// Which of the newsletter's topics a label in an issue means: slug, label and labels of masthead.yaml, compared without
// regard to case, width, spaces and punctuation. An unknown label means none and stays what it is, a word.
import type { Newsletter } from '../newsletter.ts';

const tables = new WeakMap<Newsletter, ReadonlyMap<string, string>>();

/** The slug of the topic that `label` means, brackets, numbers and pictures before it left aside. */
export function topicOf(label: string, newsletter: Newsletter): string | undefined {
  return table(newsletter).get(plain(withoutNumber(label)));
}

/** `1. `, `（二）`, `三、`: what authors count their headings with. */
function withoutNumber(heading: string): string {
  return heading.replace(
    /^[^\p{L}\p{N}]*(?:\(?\d{1,3}\)?[.、:：)）]|[（(]?[一二三四五六七八九十]{1,3}[、.)）])\s*/u,
    '',
  );
}

/** As labels are compared: forms unified, lower case, letters and digits alone, and what tells C, C++ and C# apart. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}+#]+/gu, '');
}

/** A settings object lives as long as a build, and thousands of labels are looked up in it. */
function table(newsletter: Newsletter): ReadonlyMap<string, string> {
  const known = tables.get(newsletter);
  if (known) return known;
  const made = new Map<string, string>();
  for (const topic of newsletter.topics) {
    for (const name of [topic.slug, topic.label, ...topic.labels])
      if (!made.has(plain(name))) made.set(plain(name), topic.slug);
  }
  tables.set(newsletter, made);
  return made;
}
