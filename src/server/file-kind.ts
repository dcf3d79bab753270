// What kind of file a path of out/ names: its media type, how long it may be kept, whether compressing it is worth
// anything, and who may use it. Feeds have types of their own, by which readers know them (standards A6.08).

/** The classes in which requests are counted; few, and none of them says what somebody reads. */
export type FileClass = 'feed' | 'page' | 'image' | 'asset';

export interface FileKind {
  readonly mediaType: string;
  readonly fileClass: FileClass;
  /** Seconds for which a copy is fresh. */
  readonly maxAgeSeconds: number;
  readonly isCompressible: boolean;
  /** Whether it is beside the pages and not one of them: mail as a page, plain texts. */
  readonly isUnlisted: boolean;
}

/** New issues should be seen within minutes, and readers ask again and again. */
const FEED_SECONDS = 300;
const PAGE_SECONDS = 300;
/** Names do not change with their content, so an hour is how long an old style sheet may be seen. */
const ASSET_SECONDS = 3600;
const IMAGE_SECONDS = 86_400;

const FEEDS: Readonly<Record<string, string>> = {
  atom: 'application/atom+xml; charset=utf-8',
  rss: 'application/rss+xml; charset=utf-8',
  opml: 'text/x-opml; charset=utf-8',
};

/** JSON in these places is a feed; elsewhere it is the owner's. */
const JSON_FEED = /(?:^|\/)feed\.json$|^archive\/\d+\.json$/;

const TEXTS: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  webmanifest: 'application/manifest+json; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  xsl: 'application/xml; charset=utf-8',
};

const BINARIES: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  gif: 'image/gif',
  gz: 'application/gzip',
  ico: 'image/vnd.microsoft.icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  ogg: 'audio/ogg',
  pdf: 'application/pdf',
  png: 'image/png',
  webm: 'video/webm',
  webp: 'image/webp',
  woff: 'font/woff',
  woff2: 'font/woff2',
  zip: 'application/zip',
};

/** `path` is relative to out/. */
export function fileKind(path: string): FileKind {
  const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  const isUnlisted = /(?:^|\/)(?:email\.(?:html|txt)|issue\.md|404\.html)$/.test(path);
  const feed = JSON_FEED.test(path) ? 'application/feed+json; charset=utf-8' : FEEDS[ending];
  const mediaType = feed ?? TEXTS[ending] ?? BINARIES[ending] ?? 'application/octet-stream';
  const fileClass = feed === undefined ? classOf(mediaType) : 'feed';
  return {
    mediaType,
    fileClass,
    maxAgeSeconds: SECONDS[fileClass],
    isCompressible: feed !== undefined || ending in TEXTS,
    isUnlisted,
  };
}

const SECONDS: Readonly<Record<FileClass, number>> = {
  feed: FEED_SECONDS,
  page: PAGE_SECONDS,
  image: IMAGE_SECONDS,
  asset: ASSET_SECONDS,
};

function classOf(mediaType: string): FileClass {
  if (mediaType.startsWith('image/')) return 'image';
  return /^text\/(?:html|plain|markdown)/.test(mediaType) ? 'page' : 'asset';
}
