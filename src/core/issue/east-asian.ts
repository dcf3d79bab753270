// Which characters belong to Chinese, Japanese and Korean writing: the one place where that is settled, for emphasis,
// soft breaks and bare addresses alike. It follows East Asian Width W, F and H without emoji (UAX 11), written down as
// scripts and blocks because regular expressions know no widths.

// Ideographs, kana, bopomofo, hangul, yi; CJK symbols and punctuation; enclosed and compatibility forms; vertical,
// small, full-width and half-width forms.
const CJK_CLASS =
  '\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Bopo}\\p{sc=Hang}\\p{sc=Yiii}' +
  '\\u3000-\\u303F\\u30FB\\u30FC\\u3190-\\u33FF\\uFE10-\\uFE1F\\uFE30-\\uFE6F\\uFF01-\\uFFDC\\uFFE0-\\uFFE6';

/** A character of Chinese, Japanese or Korean writing, punctuation included, anywhere in the text. */
export const CJK = new RegExp(`[${CJK_CLASS}]`, 'u');

/** The same, without hangul: scripts that put no space between words. */
export const CJK_WITHOUT_SPACES = new RegExp(`(?!\\p{sc=Hang})[${CJK_CLASS}]`, 'u');

/** Punctuation that Chinese and Japanese share with Latin, so that only its neighbours tell whose it is. */
export const SHARED_PUNCTUATION = /[“”‘’…—·]/;
