/** Where this device is, while it shares its position. */
import { signal } from '@preact/signals'
import type { Location } from '#contract'

export const here = signal<Location | undefined>(undefined)
