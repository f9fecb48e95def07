"""What the bench of the phone runs inside the page: a stopwatch, and work as the app does it."""

# In every page, before its own scripts. Times are the page's: 0 is when its opening began.
STOPWATCH = """(() => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(0);
  }));
  const drawn = (selector, unlike) => new Promise((done) => {
    const look = () => {
      const found = document.querySelector(selector);
      if (!found || found.textContent === unlike) return;
      watching.disconnect();
      painted().then(done);
    };
    const watching = new MutationObserver(look);
    watching.observe(document, { childList: true, subtree: true, characterData: true });
    look();
  });
  const bench = globalThis.bench = { drawn, listed: drawn(".door-row"), tapped_at: 0, keys: [] };
  let pressed_at = 0;
  addEventListener("click", (event) => { bench.tapped_at = event.timeStamp; }, true);
  addEventListener("keydown", (event) => { pressed_at = event.timeStamp; }, true);
  addEventListener("input", () => {
    const since = pressed_at;
    bench.keys.push(painted().then((at) => at - since));
  }, true);
  bench.frames = async (work) => {
    let longest = 0, last = performance.now(), looking = true;
    requestAnimationFrame(function next() {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (looking) requestAnimationFrame(next);
    });
    await work();
    await painted();
    looking = false;
    return longest;
  };
})()"""

# Encounters as the app itself writes them: everybody at home was shown two services.
# Here, and only here, without waiting for the disk at each.
RECORD = """async ([count, pin]) => {
  const strict = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode) {
    return strict.call(this, stores, mode, { durability: "relaxed" });
  };
  const [store, visit, standing] = await Promise.all(
    ["store", "visit", "standing"].map((name) => import(`/static/field/${name}.js`)));
  await store.open();
  await store.unlock(pin);
  let end;
  const rooms = await new Promise((done) => { end = store.watchMirror(done); });
  end();
  const campaign = rooms.campaign.body;
  const skills = Object.fromEntries(campaign.skills.slice(0, 2).map(({ code }) => [code, visit.WITH_HELP]));
  const doors = standing.doorsNow(rooms.doors.body.doors, []);
  for (let at = 0; at < count; at += 1) {
    const door = doors[at % doors.length];
    const present = door.people.map(({ id }) => id);
    const draft = { ...visit.emptyDraft("met", door.people), present, skills };
    await store.record(door.origin, visit.bodyOf(draft, door, campaign), door.address);
  }
}"""
# A run that had begun without a network ends with nothing sent: another follows.
SYNC = """async () => {
  const [{ sync }, store] = await Promise.all(
    ["sync", "store"].map((name) => import(`/static/field/${name}.js`)));
  const notCounted = async () => {
    let end;
    const { counts } = await new Promise((done) => { end = store.watchOutbox(done); });
    end();
    return counts.waiting + counts.sent + counts.refused;
  };
  const longest = await bench.frames(async () => {
    for (let run = 0; run < 5 && (!run || await notCounted()); run += 1) await sync({ wanted: true });
  });
  return { longest, left: await notCounted() };
}"""
