// What this device keeps until it has arrived: IndexedDB with three stores, each keyed by `id`.

const STORES = ["outbox", "receipts", "drafts"];
let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("engawa", 1);
    request.onupgradeneeded = () => STORES.forEach((name) => request.result.createObjectStore(name, { keyPath: "id" }));
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
  });
  opening.catch(() => (opening = undefined));
  return opening;
}

async function run(store, mode, work) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(store, mode);
    const request = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const put = (store, row) => run(store, "readwrite", (s) => s.put(row));
export const remove = (store, id) => run(store, "readwrite", (s) => s.delete(id));
export const get = (store, id) => run(store, "readonly", (s) => s.get(id));
export const clear = (store) => run(store, "readwrite", (s) => s.clear());

/** Oldest first: what was written first is sent first. */
export const all = async (store) =>
  (await run(store, "readonly", (s) => s.getAll())).sort((a, b) => (a.at < b.at ? -1 : 1));
