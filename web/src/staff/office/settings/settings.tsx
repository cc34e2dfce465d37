/** The settings of the shop as a manager edits them, a page for what belongs together. */

import { o } from '../../../language/office.ts'
import { choices } from '../../../language/staff-language.ts'
import { Problem } from '../../../ui/action.tsx'
import { Chips } from '../../../ui/chips.tsx'
import { go, route } from '../../../ui/route.ts'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { shop, shopProblem, useShop } from '../shop.ts'
import { pages, type SettingsPage } from './pages.tsx'
import { SettingsForm } from './settings-form.tsx'

const isPage = (name: string): name is SettingsPage => Object.hasOwn(pages, name)

export const SettingsEditor = () => {
  useShop()
  const [, asked = ''] = route.value
  const page = isPage(asked) ? asked : 'general'
  const Fields = pages[page]
  const settings = shop.value?.settings
  return (
    <>
      <Chips
        label={o().settings.page}
        options={choices<SettingsPage>(o().settings.pages)}
        value={page}
        choose={(chosen) => go(`settings/${chosen}`)}
      />
      <Problem>{shopProblem.value}</Problem>
      {!settings && !shopProblem.value && <Skeleton of="rows" count={6} />}
      {settings && (
        <SettingsForm key={page} page={page} title={o().settings.pages[page]} settings={settings}>
          {(bind) => <Fields bind={bind} />}
        </SettingsForm>
      )}
    </>
  )
}
