import { type Client, connectClient } from '../client.ts'

/** The customers that this process plays. */
export const clients: Client[] = []

/** Lets customers in, a few at a time. */
export const connect = async ({ url, tokens, atOnce = 32 }: { url: string; tokens: readonly string[]; atOnce?: number }): Promise<void> => {
  let next = 0
  const lane = async () => {
    for (let token = tokens[next++]; token !== undefined; token = tokens[next++])
      clients.push(await connectClient({ url, auth: { token } }))
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
}

/** Sends everybody home. */
export const disconnect = async (): Promise<void> => {
  for (const client of clients.splice(0)) client.close()
}
