/** The language of the pages beside the first view: the texts of that view, and their own. */
import { computed } from '@preact/signals'
import { isolating } from './isolate.ts'
import { speakMore, spoken } from './language.ts'
import { type Language, languageOf, type Spoken, speak } from './texts.ts'

export * from './language.ts'

const own = {
  en: async () => isolating((await import('./en/of-pages.ts')).ofPages),
  sk: async () => isolating((await import('./sk/of-pages.ts')).ofPages),
} satisfies Record<Language, unknown>

export const speakOnPages = async (locale: string): Promise<Spoken> => {
  const [first, pages] = await Promise.all([speak(locale), own[languageOf(locale)]()])
  return { ...first, pages }
}

/** Call this before such a page is drawn. */
export const loadPageTexts = (): Promise<void> => speakMore(speakOnPages)

const texts = computed(() => {
  const { texts, pages } = spoken.value ?? {}
  if (!texts || !pages) throw new Error('the texts are not loaded')
  return { ...texts, ...pages }
})

export const t = (): typeof texts.value => texts.value
