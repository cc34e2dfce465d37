import * as contract from '../../contract/index.ts'
import { decodeCursor } from '../../database/cursor.ts'
import { AppError } from '../../errors.ts'
import { menuPosition } from '../../menu/search.ts'
import { forAnyone } from '../kinds/handler.ts'
import { readerLocale } from './reader-locale.ts'

export const menuList = forAnyone(contract.menuList, async ({ input, menu, customers, accountId }) => {
  const { cursor, limit, locale: wanted, ...filter } = input
  const after = cursor === undefined ? undefined : decodeCursor(cursor, menuPosition)
  const { categories, page, version } = await menu.search({ ...filter, after, limit }, await readerLocale({ customers, accountId }, wanted))
  if (filter.categoryId !== undefined && !categories.some(({ id }) => id === filter.categoryId)) throw new AppError('category_not_found')
  return { categories, products: page.items, version, ...page.next }
})
