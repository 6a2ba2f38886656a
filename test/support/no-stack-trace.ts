/** In place of what cdktf and constructs note of the program for each token, which jest would translate line by line. */
export const captureStackTrace = (): readonly string[] => [];
