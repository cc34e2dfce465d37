/** A slow connection: the answers to two requests come in another order than these were sent. */
import type { Page } from 'playwright-core'

/** Holds back the first answer to this request until it is released. Call it before the page connects. */
export const holdFirstAnswer = async (page: Page, event: string) => {
  let id: string | undefined
  let release: (() => void) | undefined
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((sent) => {
      id ??= String(sent).match(new RegExp(`^42(?:/staff,)?(\\d+)\\["${event}"`))?.[1]
      server.send(sent)
    })
    server.onMessage((received) => {
      const pass = () => socket.send(received)
      if (release === undefined && id !== undefined && new RegExp(`^43(?:/staff,)?${id}\\[`).test(String(received))) release = pass
      else pass()
    })
  })
  return { isHeld: () => release !== undefined, release: () => release?.() }
}
