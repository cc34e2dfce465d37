/** The words of the sandbox's card form. It shares no code with the pages, so it brings its own. */
const en = {
  card: 'Card',
  another: 'Another card',
  number: 'Card number',
  expiry: 'Expiry date',
  code: 'Security code',
  incomplete: 'Please fill in the card number, the expiry date and the security code.',
  expired: 'The card has expired.',
  declined: 'Your card was declined. Please try another card.',
  unauthenticated: 'Your bank could not confirm that it is you. Please try again, or use another card.',
  unreachable: 'The payment service does not answer. Please try again.',
  tests: 'Test cards: no money moves',
  cards: ['4242 4242 4242 4242 pays', '4000 0000 0000 0002 is declined', '4000 0000 0000 3220 asks your bank'],
  bank: 'Your bank',
  confirm: 'Confirm that you are paying in this shop.',
  approve: 'Confirm',
  refuse: 'Refuse',
}

const sk: typeof en = {
  card: 'Karta',
  another: 'Iná karta',
  number: 'Číslo karty',
  expiry: 'Platnosť do',
  code: 'Bezpečnostný kód',
  incomplete: 'Vyplňte, prosím, číslo karty, jej platnosť a bezpečnostný kód.',
  expired: 'Platnosť karty sa skončila.',
  declined: 'Kartu sme nemohli prijať. Skúste, prosím, inú kartu.',
  unauthenticated: 'Vaša banka nepotvrdila, že platíte vy. Skúste to znova alebo použite inú kartu.',
  unreachable: 'Platobná služba neodpovedá. Skúste to, prosím, znova.',
  tests: 'Skúšobné karty: nič sa nestrhne',
  cards: ['4242 4242 4242 4242 zaplatí', '4000 0000 0000 0002 bude odmietnutá', '4000 0000 0000 3220 sa opýta vašej banky'],
  bank: 'Vaša banka',
  confirm: 'Potvrďte, že platíte v tomto obchode.',
  approve: 'Potvrdiť',
  refuse: 'Odmietnuť',
}

export const language = new URLSearchParams(location.search).get('language') === 'sk' ? 'sk' : 'en'
export const texts = { en, sk }[language]
