import { choices, t } from '../../language/language.ts'
import type { Restriction } from '../../language/words.ts'

const texts = () => ({ ...t().diet, ...t().allergen })

export const restrictionNames = (): [Restriction, string][] => choices(texts())
export const restrictionName = (restriction: Restriction): string => texts()[restriction]
