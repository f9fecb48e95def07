// The worker that keeps the app on the phone. Files are kept by their content: an update fetches only
// what changed, and a file whose bytes differ from the digest written here is never kept.
// It answers for the app's own pages and files and for nothing else; what was recorded lies in
// IndexedDB, which no update touches.
const VERSION = "{{ version }}";
const FILES = new Map({{ files|safe }});
const LATER = new Set({{ later|safe }});
const SHELL = "/field/";
const PAGES = new Set(["/field/", "/b/"]);
const CACHE = "{{ training|yesno:'tungngo-training,tungngo-field' }}";
const TRIES = 3;

const keyOf = (path) => `${path}?kept=${encodeURIComponent(path === SHELL ? VERSION : FILES.get(path))}`;
const FIRST = [SHELL, ...[...FILES.keys()].filter((path) => !LATER.has(path))];
const wanted = () => [...FIRST, ...LATER];

async function keep(cache, path) {
  const key = keyOf(path);
  if (await cache.match(key)) return;
  const integrity = FILES.get(path);
  for (let tried = 1; ; tried += 1) {
    try {
      // What the page has just fetched need not be fetched again: the digest says whether it is the right one.
      const cached = path === SHELL ? "no-cache" : tried === 1 ? "default" : "reload";
      const answer = await fetch(path, { cache: cached, credentials: "omit", ...(integrity && { integrity }) });
      if (!answer.ok) throw new Error(`${answer.status} ${path}`);
      if (path === SHELL && !(await answer.clone().text()).includes(VERSION)) {
        throw new Error("the app is being renewed on the server");
      }
      return await cache.put(key, answer);
    } catch (failure) {
      if (tried === TRIES) throw failure;
    }
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      // A phone that had the later screens keeps them through an update.
      const had = (await cache.keys()).some(({ url }) => LATER.has(new URL(url).pathname));
      await Promise.all((had ? wanted() : FIRST).map((path) => keep(cache, path)));
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      const keys = new Set(wanted().map((path) => new URL(keyOf(path), self.location).href));
      const kept = await cache.keys();
      await Promise.all(kept.filter((one) => !keys.has(one.url)).map((one) => cache.delete(one)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data !== "keep later") return;
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      for (const path of LATER) await keep(cache, path); // one after the other: nobody waits for them
      event.source?.postMessage("later kept");
    })().catch((failure) => console.warn(failure)),
  );
});

async function answer(event, path) {
  const cache = await caches.open(CACHE);
  if (LATER.has(path)) await keep(cache, path).catch(() => {}); // opened before it was kept
  return (await cache.match(keyOf(path))) || fetch(event.request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && PAGES.has(url.pathname)) event.respondWith(answer(event, SHELL));
  else if (FILES.has(url.pathname)) event.respondWith(answer(event, url.pathname));
});
