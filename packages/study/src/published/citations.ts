/** The works that published numbers are quoted from, by key. */
export const citations = {
  'diaz-resendiz-2023':
    'Diaz Resendiz, J.L.; Ponomaryov, V.; Reyes Reyes, R.; Sadovnychiy, S. Cancers 2023, 15, 3376',
  'vogado-2016': 'Vogado, L.H. et al. IEEE International Symposium on Multimedia 2016, 451-456',
  'makem-tiedeu-2020': 'Makem, M.; Tiedeu, A. Informatics in Medicine Unlocked 2020, 20, 100416',
  'mousavi-2021': 'Mousavi, K.; Tavakoli, S.; Alipanah, A. arXiv 2021, 2101.11654',
  'tavakoli-2021': 'Tavakoli, S. et al. Scientific Reports 2021, 11, 19428',
  'makem-2022': 'Makem, M. et al. Multimedia Tools and Applications 2022, 81, 17849-17874',
  'mayala-haugsoen-2022': 'Mayala, S.; Haugsøen, J.B. BMC Medical Imaging 2022, 22, 77',
  'haider-2022': 'Haider, A. et al. IEEE Journal of Biomedical and Health Informatics 2022, 26, 3685-3696',
  'garcia-lamont-2022': 'García-Lamont, F. et al. Color Research and Application 2022, 47, 657-675',
  'zhou-2018': 'Zhou, Z. et al. UNet++, Lecture Notes in Computer Science 2018',
  'oktay-2018': 'Oktay, O. et al. Attention U-Net, arXiv 2018, 1804.03999',
  'he-2020': 'He, K. et al. Mask R-CNN, IEEE TPAMI 2020, 42, 386-397',
} as const;

export type CitationKey = keyof typeof citations;
