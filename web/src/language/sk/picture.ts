import type { OfficeTexts } from '../en/office.ts'

export const picture: Pick<OfficeTexts, 'picture'> = {
  picture: {
    label: 'Obrázok',
    none: 'Zatiaľ bez obrázka',
    choose: 'Vybrať obrázok',
    replace: 'Vybrať iný',
    remove: 'Odstrániť',
    hint: 'Obrázok sem môžete aj presunúť myšou alebo vložiť zo schránky. Najlepšie vyzerajú obrázky na šírku s aspoň 1280 pixelmi.',
    uploading: 'Nahráva sa obrázok',
    uploaded: 'Obrázok je nahraný. V ponuke sa zobrazí po uložení.',
    interrupted: 'Nahrávanie sa prerušilo. Skúste to znova.',
    cancel: 'Zrušiť',
    alt: 'Vybraný obrázok',
    gone: 'Tento obrázok už neexistuje.',
    noPicture: 'Tento súbor nie je obrázok.',
    tooLarge: (megabytes) => `Obrázok má viac ako ${megabytes} MB. Vyberte menší.`,
  },
}
