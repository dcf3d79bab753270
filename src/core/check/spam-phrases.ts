// Words of subjects by which filters know advertising, in the languages of our readers. Data, and few: each is one that
// hardly any honest issue needs, so the list is for advice and never for counting points.

export const SPAM_PHRASES: readonly RegExp[] = [
  /\b(?:act|apply|buy|call|order) now\b/i,
  /\b(?:100|one hundred) ?(?:%|percent) (?:free|guaranteed|satisfied)/i,
  /\bfree(?: gift| money| trial)?\s*!/i,
  /\b(?:cash bonus|extra income|earn \$|make money|no obligation|risk[- ]free|winner)\b/i,
  /\b(?:limited time|while supplies last|once in a lifetime|don'?t miss out)\b/i,
  /\bclick (?:here|below)\b/i,
  /免费(?:领取|赠送|送|试用)|点击(?:领取|查看|进入)|恭喜(?:您|你)|中奖|立即(?:抢购|购买|领取)|限时(?:抢购|特价|优惠)/,
  /(?:轻松|日)(?:赚|入)|加(?:微信|V信)|稳赚|高额(?:回报|返利)|内部(?:消息|渠道)|不看后悔/,
];
