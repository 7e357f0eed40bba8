declare module "*.css" {
  const text: string;
  export default text;
}
/** The path of the chat bundle, put in by the build. */
declare const CHAT: string;
