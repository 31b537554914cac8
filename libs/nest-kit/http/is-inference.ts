/** Whether a path is one of the Open Inference Protocol. */
export const isInference = (path: string): boolean => /^\/v2(\/|$)/i.test(path);
