import type { Account } from '#contract'
import { t } from '../../language/language.ts'
import type { Diet } from '../state/menu.ts'

type Restriction = Account['dietaryRestrictions'][number]

export const dietNames = (): [Diet, string][] => Object.entries(t().diet) as [Diet, string][]
export const restrictionNames = (): [Restriction, string][] => Object.entries({ ...t().diet, ...t().allergen }) as [Restriction, string][]
export const restrictionName = (restriction: Restriction): string => ({ ...t().diet, ...t().allergen })[restriction]
