import type { PageTexts } from '../en/of-pages.ts'

export const print: Pick<PageTexts, 'print'> = {
  print: {
    print: 'Tlačiť',
    ticket: 'Lístok',
    receipt: 'Účtenka',
    papers: { roll: '80 mm', a4: 'A4' },
    placed: (time) => `objednané ${time}`,
  },
}
