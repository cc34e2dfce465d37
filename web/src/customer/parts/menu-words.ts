import { t } from '../../language/language.ts'
import { shopKind } from '../../ui/shop-kind.ts'

/** The words of the menu for what the shop sells. */
export const menuWords = () => t().menu.of[shopKind.value ?? 'food']
