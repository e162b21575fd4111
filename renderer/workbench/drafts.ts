// Drafts are kept in the browser at every keystroke, so that a crash of the page, of the services or of the machine
// takes none. IndexedDB: it holds megabytes, and does not stop the page while it writes.

const NAME = 'crosswalk-drafts'
const STORE = 'drafts'

export type Draft = { readonly text: string; readonly savedAt: string }

/** Keeps a draft under a key that is one in all workspaces. Ends once it is kept. */
export async function saveDraft(key: string, text: string): Promise<void> {
  const draft: Draft = { text, savedAt: new Date().toISOString() }
  await inStore('readwrite', (store) => store.put(draft, key))
}

/** The draft that was kept under a key. */
export async function readDraft(key: string): Promise<Draft | undefined> {
  const found = await inStore('readonly', (store) => store.get(key) as IDBRequest<unknown>)
  return isDraft(found) ? found : undefined
}

/** Forgets a draft: it was saved where it belongs, or its author let it go. */
export async function dropDraft(key: string): Promise<void> {
  await inStore('readwrite', (store) => store.delete(key))
}

const isDraft = (value: unknown): value is Draft =>
  typeof value === 'object' &&
  value !== null &&
  'text' in value &&
  typeof value.text === 'string' &&
  'savedAt' in value &&
  typeof value.savedAt === 'string'

let opened: Promise<IDBDatabase> | undefined

async function inStore<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  opened ??= open()
  const transaction = (await opened).transaction(STORE, mode)
  const request = act(transaction.objectStore(STORE))
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('the browser did not keep the draft'))
  })
  return request.result
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the browser keeps no drafts'))
  })
}
