// The previews of an issue: the document in the frame takes a new version without being loaded again, the place that
// one reads at stays where it is, and everything can be reached by a key. A place is remembered by its words and not by
// its distance from the top, so that it holds when something above it changes, and from one view to another.
'use strict';

const frame = document.getElementById('frame');

/* The reading place */

const READ = 'h1,h2,h3,h4,h5,h6,p,li,blockquote,pre,tr,dt,dd,figure,img';
const MARKS = 6;
const wordsOf = (element) => (element.textContent.trim() || element.getAttribute('alt') || '').replace(/\s+/g, ' ').slice(0, 90);

function readable(root) {
  return [...root.querySelectorAll(READ)].filter((element) => element.getClientRects().length > 0);
}

/** The plain text is one element: its lines are the places. */
function lineTops(root) {
  const text = root.querySelector('main > pre')?.firstChild;
  if (!text || root.querySelector('main')?.children.length !== 1) return undefined;
  const range = root.createRange();
  let from = 0;
  return text.data.split('\n').flatMap((line) => {
    const at = from;
    from += line.length + 1;
    if (line.trim() === '') return [];
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return [{ words: line.trim().slice(0, 90), top: range.getBoundingClientRect().top }];
  });
}

function placesIn(root) {
  return lineTops(root) ?? readable(root).map((element) => ({ words: wordsOf(element), top: element.getBoundingClientRect().top }));
}

/** Where the reader is: what stands at the top of the window, and what follows it. */
function readingPlace() {
  const [view, root] = [frame?.contentWindow, frame?.contentDocument];
  if (!view || !root?.body) return undefined;
  if (view.scrollY <= 0) return { y: 0, marks: [] };
  const places = placesIn(root).filter(({ words }) => words !== '');
  const first = places.findIndex(({ top }) => top >= -1);
  const from = Math.max(0, (first < 0 ? places.length : first) - 1);
  return { y: view.scrollY, marks: places.slice(from, from + MARKS).map(({ words, top }, i) => ({ words, top, nth: from + i })) };
}

function goTo(place, isOfThisView) {
  const [view, root] = [frame?.contentWindow, frame?.contentDocument];
  if (!place || !view || !root?.body) return;
  if (place.y === 0) return void view.scrollTo(0, 0);
  const now = placesIn(root);
  for (const mark of place.marks) {
    const same = now.flatMap((one, i) => (one.words === mark.words ? [{ top: one.top, far: Math.abs(i - mark.nth) }] : []));
    const nearest = same.toSorted((a, b) => a.far - b.far)[0];
    if (nearest) return void view.scrollTo(0, view.scrollY + nearest.top - mark.top);
  }
  if (isOfThisView) view.scrollTo(0, place.y);
}

const placeKey = frame && `place:${frame.dataset.file}`;
const keptPlace = () => JSON.parse(sessionStorage.getItem(placeKey) ?? 'null');
let keptY;

function keepPlace() {
  const y = frame?.contentWindow?.scrollY;
  if (y === undefined || y === keptY || !frame.contentDocument?.body) return;
  keptY = y;
  sessionStorage.setItem(placeKey, JSON.stringify({ view: frame.dataset.view, place: readingPlace() }));
}

function returnToPlace() {
  const kept = keptPlace();
  if (kept) goTo(kept.place, kept.view === frame.dataset.view);
  keptY = frame.contentWindow.scrollY;
}

/* A new version */

async function refreshFrame() {
  const response = await fetch(frame.getAttribute('src'));
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  const old = frame.contentDocument;
  if (!old?.documentElement || old.documentElement.isEqualNode(fresh.documentElement)) return;
  const place = readingPlace();
  if (!old.head.isEqualNode(fresh.head)) old.head.replaceWith(old.importNode(fresh.head, true));
  old.body.replaceWith(old.importNode(fresh.body, true));
  for (const { name, value } of fresh.documentElement.attributes) old.documentElement.setAttribute(name, value);
  goTo(place, true);
  frame.dataset.shownAt = String(performance.timeOrigin + performance.now());
}

/* Keys, and the focus across pages of one issue */

// Whoever speaks to the computer, or rests a hand on it, can switch single letters off (WCAG 2.1.4).
const keysOn = document.getElementById('keys-on');
keysOn.checked = localStorage.getItem('keys') !== 'off';
keysOn.closest('[hidden]').hidden = false;
keysOn.addEventListener('change', () => localStorage.setItem('keys', keysOn.checked ? 'on' : 'off'));

function press(event) {
  if (!keysOn.checked) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.('input:not([type=checkbox]), textarea, select')) return;
  const { key } = event;
  const choice = { w: 'width', d: 'scheme', i: 'images', s: 'styles' }[key];
  if (key === 'f') frame?.focus();
  else if (key === 'l') document.querySelector('.sections a[href="/"]')?.click();
  else if (choice) document.querySelector(`[data-choice="${choice}"]:not([aria-current])`)?.click();
  else if (/^[1-9]$/.test(key)) document.querySelector(`[data-key="${key}"]`)?.click();
  else return;
  event.preventDefault();
}

function ready() {
  const root = frame.contentDocument;
  if (!root?.body) return;
  root.addEventListener('keydown', press);
  // A sandbox without scripts may keep our listeners from hearing; then a look now and then is all there is.
  root.addEventListener('scroll', keepPlace, { passive: true });
  returnToPlace();
}

document.addEventListener('keydown', press);
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('.views a, .choices a');
  if (link) sessionStorage.setItem('focus', link.id);
});
const focused = sessionStorage.getItem('focus');
sessionStorage.removeItem('focus');
if (focused) document.getElementById(focused)?.focus({ preventScroll: true });

if (frame) {
  frame.addEventListener('load', ready);
  if (frame.contentDocument?.readyState === 'complete' && frame.contentDocument.URL !== 'about:blank') ready();
  setInterval(keepPlace, 500);
  addEventListener('pagehide', keepPlace);
  document.addEventListener('desk:changed', () => void refreshFrame());
}
