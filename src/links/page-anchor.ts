// The place in a page that a link names, and whether the page has it. Only plain names are judged: routes of programs,
// lines of code and marked words are made by scripts after the page has come.

/** The decoded name behind the `#`; nothing where no page could be expected to hold it as it came. */
export function pageAnchor(url: string): string | undefined {
  const [, written = ''] = /#(.*)$/s.exec(url) ?? [];
  if (written === '' || /^[!/:]|:~:|[=&?/]|^L\d+(?:-L?\d+)?$|^top$/i.test(written)) return undefined;
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}

/** Whether the page's bytes hold the name anywhere: as an id, or in a script that will make one of it. */
export function holdsAnchor(page: Buffer, anchor: string): boolean {
  return [anchor, encodeURIComponent(anchor), anchor.replaceAll('&', '&amp;')].some((name) => page.includes(name));
}
