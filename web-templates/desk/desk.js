// The desk's pages, kept live. The server says which topic has changed; a page that shows it is fetched again, and what
// is marked `data-live` takes the place of what stood there. Focus and reading place stay where they are.
'use strict';

const body = document.body;
const connection = document.getElementById('connection');
const topics = new Set((body.dataset.topics ?? '').split(' ').filter(Boolean).map(decodeURIComponent));

function say(state) {
  if (!connection) return;
  connection.textContent = connection.dataset[`${state}Text`] ?? '';
  connection.classList.toggle('is-lost', state !== 'live');
}

let isRefreshing = false;
let isWanted = false;

async function refresh() {
  // Scripts of a section fetch what is theirs at the same time.
  document.dispatchEvent(new CustomEvent('desk:changed'));
  isWanted = true;
  if (isRefreshing) return;
  isRefreshing = true;
  try {
    while (isWanted) {
      isWanted = false;
      const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
      // A page that is no more says so when it is loaded anew.
      if (!response.ok) return void location.reload();
      takeOver(new DOMParser().parseFromString(await response.text(), 'text/html'));
    }
  } catch {
    say('lost');
  } finally {
    isRefreshing = false;
  }
}

function takeOver(fresh) {
  // Another kind of page has come of it, so nothing of this one can stay.
  if (Boolean(document.getElementById('frame')) !== Boolean(fresh.getElementById('frame'))) return void location.reload();
  const focused = document.activeElement?.id;
  for (const old of document.querySelectorAll('[data-live][id]')) {
    const now = fresh.getElementById(old.id);
    if (now && !old.isEqualNode(now)) old.replaceWith(document.importNode(now, true));
  }
  document.title = fresh.title;
  body.dataset.version = fresh.body.dataset.version;
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

let stream;

function listen() {
  stream = new EventSource('/events');
  stream.addEventListener('hello', (event) => {
    say('live');
    if (JSON.parse(event.data).version !== body.dataset.version) void refresh();
  });
  stream.addEventListener('changed', (event) => {
    const { topic, version } = JSON.parse(event.data);
    if (topics.has(topic)) void refresh();
    else body.dataset.version = version;
  });
  stream.addEventListener('error', () => say(stream.readyState === EventSource.CLOSED ? 'ended' : 'lost'));
}

// A browser opens six connections to one place: a page that nobody sees must not keep one of them.
document.addEventListener('visibilitychange', () => {
  stream?.close();
  if (document.visibilityState === 'visible') listen();
});
addEventListener('pagehide', () => stream?.close());
if (document.visibilityState === 'visible') listen();
