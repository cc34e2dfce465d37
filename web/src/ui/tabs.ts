/** What this tab has changed, for the other tabs of the browser, where the gateway pushes nothing about it. */

export type Topic = 'sessions'

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('changed') : undefined

export const tellTabs = (topic: Topic): void => channel?.postMessage(topic)

/** Calls the listener with every topic that another tab tells. Returns a function that stops listening. */
export const onTold = (listener: (topic: Topic) => void): (() => void) => {
  const hear = ({ data }: MessageEvent<Topic>) => listener(data)
  channel?.addEventListener('message', hear)
  return () => channel?.removeEventListener('message', hear)
}
