/** The service worker: shows what the gateway pushes, and a page that says so when there is no connection. */
import { answerOffline, keepShell } from './offline.ts'
import { open, show } from './push.ts'

declare const self: ServiceWorkerGlobalScope

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell())
  // it answers no page with what it has kept, unless there is no connection: a new one can take over at once
  void self.skipWaiting()
})
self.addEventListener('fetch', answerOffline)
self.addEventListener('push', (event) => event.waitUntil(show(event.data)))
self.addEventListener('notificationclick', (event) => event.waitUntil(open(event.notification)))
