/** Stands for what your app has already: a session and the work. */
export declare function currentUser(request: Request): Promise<{ userId: string } | null>;
export declare function summarise(text: string, signal: AbortSignal): Promise<{ summary: string }>;
