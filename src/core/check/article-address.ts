// One address for one article, however it was copied: without scheme, `www.`, trackers, fragment and the slash at its
// end, a phone's host as the plain one, all versions and forms of a preprint as one. Only for comparing, never shown as
// a link; the ids of articles have a rule of their own, which must never change (core/issue/article.ts).

/** Parameters by which senders and apps follow a link; none of them says what is shown. */
const TRACKER =
  /^(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_hs(?:enc|mi)|mkt_tok|ref|ref_src|ref_url|referrer|source|src|share_\w+|shared?|sharer_\w+|spm|spm_id_from|vd_source|from|from_source|from_spmid|scene|srcid|chksm|isappinstalled|wt\.mc_id|cmpid|ncid|smid|s_cid|trk|feature|si|timestamp|weibo_id|bxsign|xhsshare|xsec_\w+|app_platform|app_version|appuid|apptime)$/i;

const PREPRINT =
  /^(?:export\.)?arxiv\.org\/(?:abs|pdf|html|format|ps)\/((?:[a-z-]+(?:\.[a-z]{2})?\/)?\d[\d.]*\d)(?:v\d+)?(?:\.pdf)?$/i;
const PREPRINT_DOI = /^(?:dx\.)?doi\.org\/10\.48550\/arxiv\.(\d[\d.]*\d)$/i;

/** undefined for what is no address of an article: no web address, or the front page of a site. */
export function articleAddress(url: string): string | undefined {
  const [, authority = '', behind = ''] = /^https?:\/\/([^/?#]+)([^#]*)/i.exec(url.trim()) ?? [];
  const host = plainHost(authority);
  if (host === '') return undefined;
  const [path = '', query = ''] = behind.split('?', 2);
  const kept = query
    .split('&')
    .filter((pair) => pair !== '' && !TRACKER.test(pair.split('=', 1)[0] ?? ''))
    .toSorted();
  // Of a page that scripts make, the fragment says which one.
  const route = /#[!/]{1,2}(.+)$/.exec(url)?.[0] ?? '';
  const plainPath = path.replace(/\/(?:index\.(?:html?|php))?\/*$/i, '').replace(/\/+$/, '');
  if (plainPath === '' && kept.length === 0 && route === '') return undefined;
  const address = `${host}${plainPath}${kept.length > 0 ? `?${kept.join('&')}` : ''}${route}`;
  if (!/arxiv/i.test(address)) return address;
  const preprint = PREPRINT.exec(address)?.[1] ?? PREPRINT_DOI.exec(address)?.[1];
  return preprint === undefined ? address : `arxiv.org/abs/${preprint}`;
}

function plainHost(authority: string): string {
  const host = authority
    .toLowerCase()
    .replace(/^[^@]*@/, '')
    .replace(/:(?:80|443)$/, '')
    .replace(/\.$/, '')
    .replace(/^www\./, '');
  // `m.site.example` is the phone's site of `site.example`; of `m.example` nothing would be left.
  if (/^(?:m|mobile|wap|amp)\.[^.]+\./.test(host)) return host.replace(/^[^.]+\./, '');
  return host.replace(/^([a-z]{2,3})\.m\./, '$1.');
}
