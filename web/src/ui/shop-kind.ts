/** What the shop sells, which the words and drawings follow. */
import { computed, signal } from '@preact/signals'
import type { ShopKind } from '#contract'

/** Undefined until the shop is known. */
export const shopKind = signal<ShopKind | undefined>(undefined)
/** Whether the shop sells food, with its diets and allergens. */
export const isEdible = computed(() => (shopKind.value ?? 'food') === 'food')
