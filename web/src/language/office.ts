/** What only the back office says. Its texts are loaded with it, so that customers do not load them. */
import { effect, signal } from '@preact/signals'
import type { OfficeTexts } from './en/office.ts'
import { isolating } from './isolate.ts'
import { language } from './language.ts'

const languages = {
  en: async (): Promise<OfficeTexts> => isolating((await import('./en/office.ts')).office),
  sk: async (): Promise<OfficeTexts> => isolating((await import('./sk/office.ts')).office),
}

const spoken = signal<OfficeTexts | undefined>(undefined)

/** Call this before a page of the office is drawn. */
export const loadOfficeTexts = async (): Promise<void> => {
  if (spoken.value) return
  spoken.value = await languages[language.value]()
  effect(() => {
    const chosen = language.value
    // without a network the page stays in the language that it has
    const show = (texts: OfficeTexts) => {
      if (chosen === language.value) spoken.value = texts
    }
    void languages[chosen]().then(show, () => undefined)
  })
}

/** As `t`, for the texts of the back office. */
export const o = (): OfficeTexts => {
  if (!spoken.value) throw new Error('the texts of the office are not loaded')
  return spoken.value
}
