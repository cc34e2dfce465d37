/** The pages with which a manager edits the shop: loaded when they are first opened. */
import { later } from '../../ui/later.ts'
import { Skeleton } from '../../ui/skeleton.tsx'

const editor = later(() => import('./menu/menu.tsx'))

export const MenuPage = () => {
  const loaded = editor.get()
  return loaded ? <loaded.MenuEditor /> : <Skeleton of="rows" count={8} />
}
