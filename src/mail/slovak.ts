import type { Words } from './words.ts'

export const slovak: Words = {
  placed: ({ number, shop, from, until }) => ({
    subject: `Vaša objednávka ${number} – ${shop}`,
    title: 'Ďakujeme, objednávku sme prijali',
    text: `Objednávku ${number} vám prinesieme medzi ${from} a ${until}.`,
  }),
  delivered: ({ number, shop }) => ({
    subject: `Doklad k objednávke ${number} – ${shop}`,
    title: 'Objednávka je doručená',
    text: `Ďakujeme za objednávku. Toto ste zaplatili za objednávku ${number} (${shop}).`,
  }),
  rejected: ({ number, shop }) => ({
    subject: `Objednávku ${number} nemôžeme pripraviť – ${shop}`,
    title: `Objednávku ${number} nemôžeme pripraviť`,
    text: 'Je nám to ľúto. Ak ste už zaplatili, peniaze vám vrátime.',
  }),
  rejectedBecause: (reason) => `Odkaz od nás: ${reason}`,
  refunded: ({ number, amount, shop }) => ({
    subject: `Vrátili sme vám ${amount} za objednávku ${number} – ${shop}`,
    title: `Vrátili sme vám ${amount}`,
    text: `Peniaze za objednávku ${number} sú na ceste k vám. Kým ich uvidíte na účte, môže to trvať niekoľko dní.`,
  }),
  refundedBecause: (reason) => `Dôvod: ${reason}`,
  followOrder: 'Sledovať objednávku',
  showOrder: 'Zobraziť objednávku',
  note: (note) => `Poznámka: ${note}`,
  deliverTo: 'Miesto doručenia',
  pay: 'Platba',
  receiptAttached: 'Doklad nájdete v prílohe (PDF).',

  verifyEmail: ({ login, shop }) => ({
    subject: `Potvrďte svoju e-mailovú adresu – ${shop}`,
    title: 'Je toto vaša e-mailová adresa?',
    text: `Potvrďte ju pre účet ${login} (${shop}). Potom vám budeme môcť posielať doklady a pomôcť, ak zabudnete heslo.`,
  }),
  verify: 'Potvrdiť adresu',
  resetPassword: ({ login, shop }) => ({
    subject: `Nastavte si nové heslo – ${shop}`,
    title: 'Nastavte si nové heslo',
    text: `Požiadali ste o nové heslo pre účet ${login} (${shop}).`,
  }),
  reset: 'Nastaviť nové heslo',
  linkWorks: (minutes) => `Odkaz môžete použiť raz, platí ${minutes} minút.`,
  ignore: 'Nežiadali ste o to? V tom prípade nemusíte nič robiť.',
  emailInUse: ({ login, shop }) => ({
    subject: `Účet už máte – ${shop}`,
    title: 'Účet už máte',
    text: `Niekto zadal vašu adresu pre iný účet (${shop}). Váš účet je ${login}. Prihláste sa ním, alebo si nastavte nové heslo, ak ste ho zabudli.`,
  }),
  passwordChanged: ({ shop, at }) => ({
    subject: `Vaše heslo bolo zmenené – ${shop}`,
    title: 'Vaše heslo bolo zmenené',
    text: `Heslo k vášmu účtu (${shop}) bolo zmenené: ${at}. Všetky ostatné zariadenia sme odhlásili.`,
  }),
  emailChanged: ({ shop, at }) => ({
    subject: `Vaša e-mailová adresa bola zmenená – ${shop}`,
    title: 'Vaša e-mailová adresa bola zmenená',
    text: `Váš účet (${shop}) má inú e-mailovú adresu, zmena: ${at}. Toto bola pôvodná adresa, viac na ňu nič nepošleme.`,
  }),
  newSignIn: ({ shop, at, device }) => ({
    subject: `Nové prihlásenie do vášho účtu – ${shop}`,
    title: 'Nové prihlásenie',
    text: `Do vášho účtu (${shop}) sa niekto prihlásil z nového zariadenia: ${at}. Zariadenie: ${device}.`,
  }),
  unknownDevice: 'neznáme',
  notYou: 'Neboli ste to vy? Hneď si nastavte nové heslo. Tým sa odhlásia všetky zariadenia.',
  notYourAddress: 'Neboli ste to vy? Prihláste sa, zmeňte si heslo a vráťte svoju pôvodnú adresu.',
  openShop: 'Otvoriť obchod',

  becauseOfOrder: (page) => `Tento e-mail ste dostali, lebo ste si zvolili e-maily o objednávkach. Zmeníte to na stránke účtu: ${page}`,
  becauseOfAccount: (shop) => `Tento e-mail ste dostali, lebo sa týka bezpečnosti vášho účtu (${shop}).`,
  becauseOfAddress: (shop) => `Tento e-mail ste dostali, lebo niekto zadal vašu adresu (${shop}).`,
}
