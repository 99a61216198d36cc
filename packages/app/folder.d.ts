/** The folder of the built page, which any host can serve. */
export declare const pageFolder: string;
