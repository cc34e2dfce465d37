import * as contract from '../../contract/index.ts'
import { cutPage, decodeCursor } from '../../database/cursor.ts'
import { AppError } from '../../errors.ts'
import { menuPosition } from '../../menu/menu-copy.ts'
import { forAnyone } from '../kinds/handler.ts'

export const menuList = forAnyone(contract.menuList, async ({ input, menu }) => {
  const { cursor, limit, ...filter } = input
  const after = cursor === undefined ? undefined : decodeCursor(cursor, menuPosition)
  const { categories, rows } = await menu.search({ ...filter, after, limit: limit + 1 })
  if (filter.categoryId !== undefined && !categories.some(({ id }) => id === filter.categoryId)) throw new AppError('category_not_found')
  const { page, next } = cutPage(rows, limit, ({ position, name }) => [position, name])
  return { categories, products: page.map(({ product }) => product), ...next }
})
