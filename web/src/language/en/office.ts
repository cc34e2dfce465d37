import { picture } from './picture.ts'
import { settings } from './settings.ts'

/** The texts of the back office, which are loaded with it. */
export const office = { ...picture, ...settings }

export type OfficeTexts = typeof office
