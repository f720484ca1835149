/** Where the repositories lie that GITHUB_API_URL is about. */
export function githubHost({ GITHUB_API_URL }: { GITHUB_API_URL: string }): string {
  const { hostname } = new URL(GITHUB_API_URL);
  return hostname === "api.github.com" ? "github.com" : hostname;
}
