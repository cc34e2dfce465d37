/** A file that the name of the shop is written into, in a language that the client reads. */
import { remember } from '../contract/shapes/remember.ts'
import { createFile, serveFile } from './file.ts'
import type { HttpRequest, HttpResponse } from './route.ts'

/** `locale`: the client's first language. Without the database there is no name. */
export type ShopName = (locale: string) => Promise<string | undefined>

/** So many names are kept written: every language of the shop, before and after a change. */
const keptNames = 20

const firstLanguage = ({ headers }: HttpRequest) => /^\s*([\w-]{1,35})/.exec([headers['accept-language'] ?? ''].flat().join())?.[1] ?? ''

/** Serves what `write` makes of a name, which is empty where none is known. */
export const serveNamed = (write: (name: string) => string, headers: Record<string, string>, shopName: ShopName) => {
  const fileOf = remember(keptNames, (name: string) => createFile(Buffer.from(write(name)), headers))
  return async (request: HttpRequest): Promise<HttpResponse> => {
    const name = await shopName(firstLanguage(request)).catch(() => undefined)
    const answer = await serveFile(fileOf(name ?? ''), request)
    return { ...answer, headers: { ...answer.headers, vary: 'accept-encoding, accept-language' } }
  }
}
