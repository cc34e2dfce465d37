import type { StaffTexts } from '../en/of-staff.ts'

export const money: Pick<StaffTexts, 'money'> = {
  money: {
    refunds: 'Peniaze na vrátenie',
    refundsHint: 'Tieto peniaze platobná služba vrátiť nevedela, alebo prišli prevodom. Pošlite ich a stlačte Hotovo.',
    noRefunds: 'Žiadne peniaze na vrátenie.',
    ofOrder: (order) => `Objednávka ${order}`,
    failed: 'Platobná služba ich vrátiť nevedela',
    transfer: 'Vráťte prevod zo svojho účtu v banke',
    underWay: 'Platobná služba ich práve vracia',
    reason: {
      order_ended: 'Objednávka sa skončila',
      paid_twice: 'Zaplatené dvakrát',
      not_owed: 'Platba navyše',
      made_elsewhere: 'Vrátené v platobnej službe',
      refunded_by_shop: 'Vrátil ich vedúci',
      order_amended: 'Objednávka sa zmenila',
    },
    done: 'Hotovo',
    isDone: (amount, order) => `${amount} za objednávku ${order} je zapísané ako vrátené.`,
    disputes: 'Reklamované platby',
    disputesHint: 'Zákazník požiadal o vrátenie peňazí svoju banku. Odpovedzte v rozhraní platobnej služby.',
    noDisputes: 'Žiadne reklamované platby.',
    status: { open: 'Čaká na rozhodnutie', won: 'Peniaze zostali vám', lost: 'Peniaze dostal zákazník' },
    unmatched: 'Prevody bez objednávky',
    unmatchedHint: 'S touto platobnou referenciou nie je žiadna platba. Nahláste prevod znova so správnou alebo ho vráťte.',
    noUnmatched: 'Každý prevod má svoju objednávku.',
    reference: 'Referencia',
  },
}
