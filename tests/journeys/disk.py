"""What really lies on a phone's disk, read past the app."""

from __future__ import annotations

from playwright.sync_api import Page

# Every row of every shelf as it lies on the disk; bytes as the text they would be.
DUMP = """async () => {
  const db = await new Promise((done, fail) => {
    const asked = indexedDB.open("tungngo-field");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const text = (value) => JSON.stringify(value, (_name, one) => (one instanceof Uint8Array
    ? `${new TextDecoder().decode(one)} ${new TextDecoder("utf-16le").decode(one)}` : one));
  const all = {};
  for (const name of db.objectStoreNames) {
    const rows = await new Promise((done) => {
      const asked = db.transaction(name).objectStore(name).getAll();
      asked.onsuccess = () => done(asked.result);
    });
    all[name] = rows.map(text);
  }
  db.close();
  return all;
}"""

# The store as version 1 of the app left it: nothing sealed.
FORMER = """async ({ mirror, outbox, kept, drafts }) => {
  const db = await new Promise((done, fail) => {
    const asked = indexedDB.open("tungngo-field", 10);
    asked.onupgradeneeded = () => {
      const { result } = asked;
      result.createObjectStore("mirror", { keyPath: "room" });
      const rows = result.createObjectStore("outbox", { keyPath: "op" });
      rows.createIndex("state", "state");
      rows.createIndex("door", "door");
      result.createObjectStore("kept", { keyPath: "name" });
      result.createObjectStore("drafts", { keyPath: "door" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const writing = db.transaction(["mirror", "outbox", "kept", "drafts"], "readwrite");
  for (const [name, rows] of Object.entries({ mirror, outbox, kept, drafts })) {
    rows.forEach((row) => writing.objectStore(name).put(row));
  }
  await new Promise((done) => { writing.oncomplete = done; });
  db.close();
}"""


def lying(page: Page) -> dict[str, list[str]]:
    return page.evaluate(DUMP)


def is_personal(lying: dict[str, list[str]], secret: str = "outcomes") -> list[str]:
    """What lies on the disk that says who somebody is or lets somebody else speak as this phone."""
    names = ["Nguyễn", "Trần", "Phạm", "Lê Thị", "Duyên", "Trương Định", "Tân Mai", "Người Thứ"]
    rows = "\n".join(row for shelf in lying.values() for row in shelf)
    return [name for name in [*names, "outcomes", "TM07-", secret] if name in rows]
