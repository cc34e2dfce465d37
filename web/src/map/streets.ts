/** The street map that the gateway tells its pages, if the operator has configured one. */
export const { tiles, tilesAttribution } = document.body.dataset
export const hasStreets = tiles !== undefined
