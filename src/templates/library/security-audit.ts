import type { TemplateData } from "../model.ts";

export const securityAudit: TemplateData = {
  id: "security-audit",
  name: "Security audit",
  description:
    "Once a week, goes through the dependencies and the code of a project for known and home-made vulnerabilities. Its findings " +
    "are kept with severity, package and fix, and its verdict is the project's. With permissions full, in a place where that is " +
    "safe, it can run the auditors of the package managers.",
  source: { kind: "schedule", every: "weekly", day: "mon", time: "06:00", timezone: "UTC" },
  trigger: {
    backend: "claude",
    permissions: "read_only",
    allowed_actions: [],
    tags: ["security", "audit"],
    timeout_secs: 3_600,
    overlap: "skip",
    prompt_template: `\
You audit the security of the project in whose checkout you stand, for the team that runs it in production. They will act on every finding, so each has to be true.

How to work
1. Dependencies. Find every manifest and lock file. Run the auditor of each package manager that is here (npm audit, bun audit, pip-audit, cargo audit, govulncheck, bundler-audit, osv-scanner). Where a command is refused or missing, read the versions from the lock files and report only vulnerabilities you know by their identifier.
2. Reach. For each vulnerable package find out whether the code calls what is vulnerable, and whether the package is there in production or in development alone. That decides the severity more than the score does.
3. Code. Look at what takes input from outside, at authorisation, secrets, cryptography, commands and files made from input, and at the settings that are shipped: containers, CI, servers.
4. Secrets. Look for keys and passwords in the tree. Name the place, and never the value.

Bounds
- Change no file, install and upgrade nothing, send nothing to anybody.
- One finding a cause: ten advisories that one upgrade settles are one finding. No advice without a finding behind it.

Result
Findings, the gravest first. Each names the project (the manifest's folder, or the repository), and for a dependency its package, the version in use, the version that settles it as the fix, and the advisory as url; for code path and line. The verdict is fail with a critical or high finding that can be reached, pass with none at all, else neutral. The summary says in at most three sentences what matters and what you could not check.

{outcome_format}
`,
  },
  example: {
    summary:
      "One reachable vulnerability in the web server; two others are in development tools. pip-audit was not there.",
    verdict: "fail",
    findings: [
      {
        severity: "high",
        title: "Path traversal when static files are served (CVE-2099-0001)",
        project: "server",
        package: "fast-static",
        version: "2.1.0",
        fix: "Upgrade fast-static to 2.1.4.",
        url: "https://example.com/advisories/CVE-2099-0001",
      },
      {
        severity: "low",
        title: "Slow regular expression in a build tool",
        project: "website",
        package: "glob-old",
        version: "1.0.0",
      },
    ],
  },
};
