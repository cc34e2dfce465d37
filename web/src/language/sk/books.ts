import { accountNames } from '#ledger'
import type { StaffTexts } from '../en/of-staff.ts'

export const books: Pick<StaffTexts, 'books'> = {
  books: {
    title: 'Účtovný prehľad',
    hint: 'Každý pohyb peňazí podľa účtov. Predaj sa počíta v deň doručenia.',
    none: 'V týchto dňoch sa nič nezaúčtovalo.',
    from: 'Od',
    to: 'Do',
    account: 'Účet',
    debit: 'Má dať',
    credit: 'Dal',
    difference: 'Rozdiel',
    began: (moment) => `Objednávky zadané pred ${moment} v prehľade nie sú.`,
    files: { csv: 'Po dňoch ako CSV', pdf: 'Po dňoch ako PDF' },
    accounts: accountNames.sk,
  },
}
