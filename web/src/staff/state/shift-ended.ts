/** What came of the shift that has just ended. The end of the shift ends the session too, so the summary outlives the board. */
import { signal } from '@preact/signals'
import type { RequestData } from '#contract'

export type ShiftEnded = RequestData<'/staff', 'courier:end_shift'>

export const shiftEnded = signal<ShiftEnded | undefined>(undefined)
