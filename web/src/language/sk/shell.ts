import type { Texts } from '../en/index.ts'

export const shell: Pick<
  Texts,
  'claim' | 'skip' | 'nav' | 'connection' | 'ended' | 'useHere' | 'signInAgain' | 'loading' | 'broken' | 'quoted' | 'failed'
> = {
  claim: 'Doručíme až k vám',
  skip: 'Preskočiť na obsah',
  nav: {
    label: 'Stránky',
    menu: 'Ponuka',
    basket: 'Košík',
    orders: 'Objednávky',
    inbox: 'Správy',
    account: 'Účet',
    signIn: 'Prihlásiť sa',
  },
  connection: {
    connecting: 'Pripájame sa…',
    lost: 'Bez spojenia. Pripájame sa znova, nič sa nestratí.',
    offline: 'Ste offline. Pripojíme sa hneď, ako bude internet dostupný.',
    draining: 'Reštartujeme sa, o chvíľu sme späť. Nič sa nestratí.',
    refused: 'Z tejto stránky sa k nám nedá pripojiť. Otvorte si nás na našej obvyklej adrese.',
    crowded: 'Z vašej siete je pripojených priveľa zariadení. Skúšame to ďalej.',
    unreachable: 'Momentálne sa k nám nedá pripojiť. Skúšame to ďalej.',
    ready: 'Spojenie je obnovené.',
  },
  ended: {
    signed_out: 'Ste odhlásení.',
    revoked: 'Toto zariadenie ste odhlásili z iného zariadenia.',
    expired: 'Platnosť prihlásenia vypršala. Prihláste sa znova.',
    password_changed: 'Heslo sa zmenilo. Prihláste sa znova.',
    account_deleted: 'Váš účet je zmazaný. Majte sa pekne!',
    replaced: 'Táto stránka je otvorená v inom okne.',
  },
  useHere: 'Použiť tu',
  signInAgain: 'Prihláste sa znova.',
  loading: 'Načítava sa…',
  broken: {
    title: 'Niečo sa pokazilo',
    what: 'Túto stránku sme nedokázali zobraziť',
    text: 'Váš košík aj objednávky sú v poriadku.',
    reload: 'Načítať znova',
  },
  quoted: (text) => `„${text}“`,
  failed: 'To sa nepodarilo. Skúste to znova.',
}
