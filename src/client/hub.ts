export type Hub = ReturnType<typeof createHub>

/** Who listens to what. What the gateway sends fits the contract, and is not parsed a second time. */
export const createHub = () => {
  const listeners = new Map<string, Set<(message: never) => void>>()
  return {
    on: (event: string, listener: (message: never) => void) => {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener))
      return (): void => void listeners.get(event)?.delete(listener)
    },
    tell: (event: string, message?: unknown): void => {
      for (const listener of [...(listeners.get(event) ?? [])])
        try {
          listener(message as never)
        } catch (error) {
          // the program's own, and no reason that others do not hear
          queueMicrotask(() => {
            throw error
          })
        }
    },
  }
}
