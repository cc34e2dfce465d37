import type { Texts } from '../en/index.ts'

export const print: Pick<Texts, 'print'> = {
  print: {
    print: 'Tlačiť',
    ticket: 'Lístok',
    receipt: 'Účtenka',
    papers: { roll: '80 mm', a4: 'A4' },
    placed: (time) => `objednané ${time}`,
  },
}
