export declare const BROWSER_FLAGS: string[];
export declare function findBrowser(env?: NodeJS.ProcessEnv): string | null;
export declare function ensureBrowser(env?: NodeJS.ProcessEnv): Promise<string>;
