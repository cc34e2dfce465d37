/** The language of the board: the texts of all pages, and its own. */
import { computed } from '@preact/signals'
import { isEdible } from '../ui/shop-kind.ts'
import { isolating } from './isolate.ts'
import { overlaid } from './overlay.ts'
import { speakOnPages, spoken } from './page-language.ts'
import { type Language, languageOf, type Spoken } from './texts.ts'

export * from './page-language.ts'

const own = {
  en: () => import('./en/of-staff.ts'),
  sk: () => import('./sk/of-staff.ts'),
} satisfies Record<Language, unknown>

export const speakToStaff = async (locale: string): Promise<Spoken> => {
  const [all, { ofStaff, notFood }] = await Promise.all([speakOnPages(locale), own[languageOf(locale)]()])
  return { ...all, staff: isolating(ofStaff), notFood: isolating(notFood) }
}

const texts = computed(() => {
  const { texts, pages, staff, notFood } = spoken.value ?? {}
  if (!texts || !pages || !staff || !notFood) throw new Error('the texts are not loaded')
  const ofFood = { ...texts, ...pages, ...staff }
  return isEdible.value ? ofFood : overlaid(ofFood, notFood)
})

export const t = (): typeof texts.value => texts.value
