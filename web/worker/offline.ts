/**
 * The page for when there is no connection. A page always comes from the gateway if that can be reached, so nobody sees a page of before a
 * deploy. Only the offline page is kept, with its own files, under a name that changes with them.
 */
declare const self: ServiceWorkerGlobalScope

/** Replaced by the build: the offline page, and the files that it loads. */
declare const SHELL: { readonly version: string; readonly files: readonly string[] }
const { version, files } = SHELL

const offlinePage = '/offline'
const pages = ['/', '/staff']
/** The workers of the customer's page and of the board are renewed on their own. */
const name = `offline ${self.registration.scope} `

export const keepShell = async (): Promise<void> => {
  const cache = await caches.open(name + version)
  await cache.addAll([offlinePage, ...files].map((file) => new Request(file, { cache: 'reload' })))
  // those of before a deploy
  const old = (await caches.keys()).filter((each) => each.startsWith(name) && each !== name + version)
  await Promise.all(old.map((each) => caches.delete(each)))
}

const kept = async (path: string) => (await caches.open(name + version)).match(path)

const fetchPage = async (request: Request): Promise<Response> => {
  try {
    return await fetch(request)
  } catch (error) {
    const page = await kept(offlinePage)
    if (!page) throw error
    return page
  }
}

/** Everything else goes the way that it would go without a service worker. */
export const answerOffline = (event: FetchEvent): void => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (origin !== self.location.origin || request.method !== 'GET') return
  if (request.mode === 'navigate' && pages.includes(pathname)) event.respondWith(fetchPage(request))
  // their names contain a hash of their content
  else if (files.includes(pathname)) event.respondWith(kept(pathname).then((file) => file ?? fetch(request)))
}
