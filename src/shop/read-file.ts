import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { root } from '../root.ts'
import { checkShop } from './check/check.ts'
import type { ServiceWithout } from './check/currency.ts'
import type { ShopFile } from './schema/file.ts'

/** The shop of the demo, unless `SHOP` names another file. */
export const sampleShop = fileURLToPath(new URL('shop/sample.yaml', root))

/** Reads the file of a shop. Throws an error with a line for each fault, if there is any. */
export const readShopFile = async (path: string, serviceWithout?: ServiceWithout): Promise<ShopFile> => {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Error(`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`)
  })
  const { file, faults } = checkShop(text, serviceWithout)
  if (file) return file
  throw new Error(faults.map(({ line, where, message }) => `${path}:${line}: ${where}${where && ': '}${message}`).join('\n'))
}
