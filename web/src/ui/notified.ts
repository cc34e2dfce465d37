/** A tap on a notification may come before the program is loaded, so the first script listens. */

/** Opens what a tapped notification leads to. Call this once, at the start of the page. */
export const followNotifications = (): void => {
  // a browser without it, and a page without TLS, have none
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ open?: unknown }>) => {
    if (typeof data.open === 'string') location.hash = new URL(data.open, location.origin).hash
  })
}
