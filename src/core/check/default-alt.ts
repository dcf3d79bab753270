// Descriptions of images that describe nothing: what editors and programs put there by themselves. Whoever has images
// off reads them in place of the picture.

const WORDS = new Set(
  `alt|alt text|alternative text|description|enter image description here|figure|image|image alt|image alt text|
  image description|images|img|none|null|photo|photograph|pic|picture|placeholder|screen shot|screenshot|thumbnail|
  undefined|untitled|图|图像|图像描述|图片|图片描述|图片说明|在这里插入图片描述|封面|封面图|截图|截屏|描述|插图|照片|示意图|
  缩略图|替代文本|配图|题图|圖片|螢幕截圖|图片alt|画像|写真|図|スクリーンショット`
    .split('|')
    .map((word) => word.trim()),
);

const FILE_NAME = /^[^\s/]+\.(?:avif|bmp|gif|heic|jpe?g|png|svg|tiff?|webp)$/i;
/** What cameras, phones and systems call their files: `IMG_2041`, `Screenshot 2026-01-05 at 10.02.11`. */
const MACHINE_NAME =
  /^(?:img|image|dsc|dscn|pxl|photo|pic|screenshot|screen shot|wechatimg|mmexport|截屏|屏幕截图|螢幕截圖|微信图片|微信截图|スクリーンショット)[\s_-]*\d[\d\s_.:-]*(?:at|上午|下午)?[\d\s_.:-]*(?:[ap]m)?$/i;

/** Whether a description says no more than that there is an image, or what its file is called. */
export function isDefaultAlt(alt: string, source: string): boolean {
  const words = alt
    .trim()
    .toLowerCase()
    .replace(/[\s:：.。]+$/, '');
  if (WORDS.has(words) || WORDS.has(words.replace(/[\s_-]*\d+$/, ''))) return true;
  if (FILE_NAME.test(words) || MACHINE_NAME.test(words) || /^https?:\/\/\S+$/.test(words)) return true;
  // `2026-01-plot` of 2026-01-plot.png; a plain word may be both, a name and what is shown.
  return /[\d_-]/.test(words) && words === fileName(source);
}

function fileName(source: string): string {
  const last = /([^/?#]+)(?:[?#].*)?$/.exec(source)?.[1] ?? '';
  return last.replace(/\.[a-z\d]+$/i, '').toLowerCase();
}
