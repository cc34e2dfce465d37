/** Checks the text of a file of the shop, and finds the line of each fault. */
import type { ShopFile } from '../schema/file.ts'
import { checkValue, withCodes } from './check-value.ts'
import { faultsOfCurrency, type ServiceWithout } from './currency.ts'
import { readSource } from './source.ts'

/** A fault, and the line of the text that has it. */
export interface LineFault {
  line: number
  /** `products.tomato-soup.price`; empty for the whole text. */
  where: string
  message: string
}

/** The file, or everything that is wrong with it, by line. Without `serviceWithout` it may have any currency. */
export const checkShop = (
  text: string,
  serviceWithout: ServiceWithout = () => undefined,
): { file: ShopFile; faults: [] } | { file: undefined; faults: LineFault[] } => {
  const { value, faults: unread, lineOf } = readSource(text)
  if (unread.length > 0) return { file: undefined, faults: unread.map((fault) => ({ ...fault, where: '' })) }
  const { parsed, faults: ofShop, currency } = checkValue(value)
  const faults = [...ofShop, ...(currency === undefined ? [] : faultsOfCurrency(currency, serviceWithout))]
  if (parsed && faults.length === 0) {
    const { $schema, ...file } = parsed
    return { file, faults: [] }
  }
  const placed = faults.map(({ path, message }) => ({ line: lineOf(path), where: withCodes(value, path).join('.'), message }))
  return { file: undefined, faults: placed.sort((a, b) => a.line - b.line) }
}
