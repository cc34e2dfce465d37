/** Makes it an uncaught error of the application. */
export const throwLater = (error: unknown): void =>
  queueMicrotask(() => {
    throw error
  })

export type Hub = ReturnType<typeof createHub>

/** The listeners of each event. Payloads are not parsed again: the gateway's fit the contract. */
export const createHub = () => {
  const listeners = new Map<string, Set<(message: never) => void>>()
  return {
    on: (event: string, listener: (message: never) => void) => {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener))
      return (): void => void listeners.get(event)?.delete(listener)
    },
    notify: (event: string, message?: unknown): void => {
      for (const listener of [...(listeners.get(event) ?? [])])
        try {
          listener(message as never)
        } catch (error) {
          // a listener that throws must not stop the others
          throwLater(error)
        }
    },
  }
}
