// What is wrong with a link by itself, without asking anybody whether it leads somewhere: words that say nothing, an
// address that hides where it leads, and one that anybody on the way can read and change.
import type { ProblemCode } from '../issue/problem.ts';

/** Read out one after another, as programs for the blind do, these say nothing (WCAG 2.2, 2.4.4). */
const GENERIC = new Set(
  `here|click here|tap here|this|this link|link|the link|click|click this link|click this|go here|see here|url|
  点击|点击这里|点击此处|点这里|点此|点我|点击查看|点击链接|点击前往|这里|此处|这个|链接|该链接|这个链接|戳这里|戳我|戳|传送门|
  阅读原文|查看原文|原文|原文链接|點擊這裡|這裡|此處|連結|こちら|ここ|リンク`
    .split('|')
    .map((word) => word.trim()),
);

/** Services whose addresses say nothing about where they lead, may end with the service, and which filters distrust. */
const SHORTENERS = new Set(
  `adf.ly amzn.to bit.ly bitly.com buff.ly cutt.ly db.tt dlvr.it dwz.cn fb.me goo.gl ift.tt is.gd j.mp kutt.it lnkd.in
  mrw.so ow.ly qr.ae rb.gy rebrand.ly reurl.cc s.id shorturl.at shrtco.de sina.lt snip.ly soo.gd suo.im suo.nz suo.yt
  surl.li t.cn t.co t.ly tiny.cc tiny.one tinyurl.com trib.al u.nu url.cn v.gd w.url.cn wp.me x.co 985.so 0x3.me`.split(
    /\s+/,
  ),
);

/** No certificate is to be had for these. */
const LOCAL = /^http:\/\/(?:localhost|127\.|\[::1\]|[^/]*\.(?:localhost|local|test|onion)(?:[:/]|$))/i;

export interface LinkSlip {
  readonly code: ProblemCode;
  readonly message: string;
}

/** `isSource`: it is the link of an article to where it comes from, whose words stand beside the article's title. */
export function linkSlips(href: string, words: string, isSource: boolean): readonly LinkSlip[] {
  if (!/^https?:/i.test(href)) return [];
  const slips: LinkSlip[] = [];
  const plain = words
    .toLowerCase()
    .replace(/^[\s\p{P}\p{S}]+|[\s\p{P}\p{S}]+$/gu, '')
    .replaceAll(/\s+/g, ' ');
  if (!isSource && GENERIC.has(plain)) {
    const message = `The link to ${href} is called "${words.trim()}": write what is to be found there.`;
    slips.push({ code: 'link-generic', message });
  }
  const host = hostOf(href);
  if (SHORTENERS.has(host)) {
    slips.push({ code: 'link-shortened', message: `${href} hides where it leads: write the address behind it.` });
  } else if (/^http:/i.test(href) && !LOCAL.test(href)) {
    slips.push({ code: 'link-insecure', message: `${href} is fetched without encryption: write https if it answers.` });
  }
  return slips;
}

function hostOf(href: string): string {
  const host = /^https?:\/\/(?:[^/?#@]*@)?([^/?#:]+)/i.exec(href)?.[1] ?? '';
  return host.toLowerCase().replace(/^www\./, '');
}
