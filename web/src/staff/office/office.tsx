/** The pages with which a manager edits the shop: loaded when they are first opened. */
import { loadOfficeTexts } from '../../language/office.ts'
import { later } from '../../ui/later.ts'
import { Skeleton } from '../../ui/skeleton.tsx'

const editor = later(async () => {
  await loadOfficeTexts()
  return import('./menu/menu.tsx')
})

const settings = later(async () => {
  await loadOfficeTexts()
  return import('./settings/settings.tsx')
})

export const SettingsPage = () => {
  const loaded = settings.get()
  return loaded ? <loaded.SettingsEditor /> : <Skeleton of="rows" count={6} />
}

export const MenuPage = () => {
  const loaded = editor.get()
  return loaded ? <loaded.MenuEditor /> : <Skeleton of="rows" count={8} />
}
