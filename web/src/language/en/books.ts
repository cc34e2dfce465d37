import { accountNames } from '#ledger'

export const books = {
  books: {
    title: 'Books',
    hint: 'Every movement of money, by account. A sale counts when it is delivered.',
    none: 'Nothing was posted on these days.',
    from: 'From',
    to: 'To',
    account: 'Account',
    debit: 'Debit',
    credit: 'Credit',
    difference: 'Difference',
    began: (moment: string) => `Orders placed before ${moment} are not in the books.`,
    files: { csv: 'By day as CSV', pdf: 'By day as PDF' },
    accounts: accountNames.en,
  },
}
