/** The name of the shop. The gateway writes it into the page, so it is there with the first picture; without the database it is empty. */
import { signal } from '@preact/signals'

export const brand = signal(document.body.dataset.shop ?? '')
