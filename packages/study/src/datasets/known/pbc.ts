/** Digests of the files of each class, as `digestLines` of `partDigests` writes them. */
export const PBC = `
basophil b6f3a7ef19eaedbf - -
eosinophil 7e2086d53897f250 - -
erythroblast d3657246614ae722 - -
ig 74314a78b88ca7b9 - -
lymphocyte 8523d07d3270d156 - -
monocyte 3fd68a684480406c - -
neutrophil 446c2dece50eb7ab - -
platelet 6818a00779ffe8b0 - -
`;
