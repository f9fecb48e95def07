// Parcels of other phones that this one carries to the server (later/carry/, docs/wire.md). Each is sealed for
// the server alone, so it lies here as it came, whoever's lock is on the rest; it stays until the server took it.

const WAITING = "waiting";

/** The shelf of parcels in this database. */
export const shelfOf = (db) => ({
  /** Keep a parcel; one that is here already, or was, begins to wait again. */
  add: (parcel, bytes) => db.parcels.put({ parcel, bytes, state: WAITING, kept_at: Date.now() }),
  /** Those the server has not taken yet, oldest first. */
  toSend: () => db.parcels.where({ state: WAITING }).sortBy("kept_at"),
  /** What the server said: taken in any way it is done here, refused it waits for a person. */
  settle: (parcel, said) =>
    db.parcels.update(parcel, said.code ? { state: "refused", said } : { state: "done", said, bytes: null }),
  /** A person has a refused one sent again. */
  retry: (parcel) => db.parcels.where({ parcel }).and((row) => row.state === "refused").modify({ state: WAITING }),
  /** A person has seen what became of it. One that waits stays: it is somebody else's work. */
  drop: (parcel) => db.parcels.where({ parcel }).and((row) => row.state !== WAITING).delete(),
  /** Newest first. */
  all: () => db.parcels.orderBy("kept_at").reverse().toArray(),
});
