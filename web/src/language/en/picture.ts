export const picture = {
  picture: {
    label: 'Picture',
    none: 'No picture yet',
    choose: 'Choose a picture',
    replace: 'Choose another one',
    remove: 'Remove',
    hint: 'You can also drop a picture here or paste one. Landscape pictures of at least 1280 pixels look best.',
    uploading: 'Uploading the picture',
    uploaded: 'The picture is uploaded. Save to show it on the menu.',
    interrupted: 'The upload was interrupted. Please try again.',
    cancel: 'Cancel',
    alt: 'The chosen picture',
    gone: 'This picture no longer exists.',
    noPicture: 'This file is not a picture.',
    tooLarge: (megabytes: number) => `The picture has more than ${megabytes} MB. Please choose a smaller one.`,
  },
}
