import type { PageTexts } from '../en/of-pages.ts'

export const sign: Pick<PageTexts, 'sign'> = {
  sign: {
    in: 'Prihlásiť sa',
    up: 'Vytvoriť účet',
    upInstead: 'Ste tu prvýkrát? Vytvorte si účet',
    inInstead: 'Už máte účet? Prihláste sa',
    login: 'Prihlasovacie meno alebo e-mail',
    newLogin: 'Prihlasovacie meno',
    loginHint: '3 až 32 písmen, číslic, bodiek, pomlčiek alebo podčiarkovníkov',
    email: 'E-mail',
    name: 'Meno',
    phone: 'Telefón',
    password: 'Heslo',
    passwordHint: 'Aspoň 8 znakov. Najlepšie je niekoľko nesúvisiacich slov.',
    demo: 'Ukážka: prihláste sa ako demo s heslom demo-password',
    out: 'Odhlásiť sa',
  },
}
