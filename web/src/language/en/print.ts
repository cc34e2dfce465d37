import type { Paper } from '../../print/print.ts'

export const print = {
  print: {
    print: 'Print',
    ticket: 'Ticket',
    receipt: 'Receipt',
    papers: { roll: '80 mm', a4: 'A4' } satisfies Record<Paper, string>,
    placed: (time: string) => `placed ${time}`,
  },
}
