/** The language of the board: the texts of all pages, and its own. */
import { computed } from '@preact/signals'
import { isolating } from './isolate.ts'
import { speakOnPages, spoken } from './page-language.ts'
import { type Language, languageOf, type Spoken } from './texts.ts'

export * from './page-language.ts'

const own = {
  en: async () => isolating((await import('./en/of-staff.ts')).ofStaff),
  sk: async () => isolating((await import('./sk/of-staff.ts')).ofStaff),
} satisfies Record<Language, unknown>

export const speakToStaff = async (locale: string): Promise<Spoken> => {
  const [all, staff] = await Promise.all([speakOnPages(locale), own[languageOf(locale)]()])
  return { ...all, staff }
}

const texts = computed(() => {
  const { texts, pages, staff } = spoken.value ?? {}
  if (!texts || !pages || !staff) throw new Error('the texts are not loaded')
  return { ...texts, ...pages, ...staff }
})

export const t = (): typeof texts.value => texts.value
