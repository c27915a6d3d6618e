// The certified provider that the tests sign in through: node provider.mjs PORT REDIRECT, from a folder with its package.
// People are made up by their address: "stranger" is unknown to the directory, "unverified" is not vouched for,
// and whoever signs in at …/strong used a second factor here. Stops when its standard input ends.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { generateKeyPairSync } from "node:crypto";

const [port, redirect] = process.argv.slice(2);
const found = createRequire(join(process.cwd(), "package.json")).resolve("oidc-provider");
const { default: Provider } = await import(pathToFileURL(found));
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

const claims = (login) => {
  const address = login.replace(/^unverified:/, "");
  return {
    sub: address,
    email: address,
    email_verified: !login.startsWith("unverified:"),
    name: address,
  };
};

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "drystone", client_secret: "a-secret-of-the-tests", redirect_uris: [redirect] }],
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "tests", use: "sig", alg: "RS256" }] },
  cookies: { keys: ["a-secret-of-the-tests"] },
  claims: { openid: ["sub", "amr"], email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: process.env.CLAIMS_IN_USERINFO === "1",
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  findAccount: (_ctx, login) => ({ accountId: login, claims: () => claims(login) }),
});
provider.use(async (ctx, next) => {
  if (!/^\/interaction\/[^/]+\/strong$/.test(ctx.path)) return next();
  const login = { accountId: ctx.query.login, amr: ["pwd", "mfa"] };
  return provider.interactionFinished(ctx.req, ctx.res, { login });
});
const server = provider.listen(Number(port), "127.0.0.1", () => console.log(`ready ${server.address().port}`));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
