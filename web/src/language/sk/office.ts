import type { OfficeTexts } from '../en/office.ts'
import { picture } from './picture.ts'
import { settings } from './settings.ts'

export const office: OfficeTexts = { ...picture, ...settings }
