# Linted, and its RUN, COPY, HEALTHCHECK and CMD are run by scripts/docker-steps.sh; never built where this was
# written, because there is no Docker engine.
ARG NODE_IMAGE=node:22.23.3-bookworm-slim

FROM ${NODE_IMAGE} AS base
ARG BUN_VERSION=1.4.5
RUN npm install --global "bun@${BUN_VERSION}" \
  && npm cache clean --force
WORKDIR /app

FROM base AS packages
COPY package.json bun.lock ./
RUN bun install --frozen-lockfile --production

FROM base AS server
# The CLIs that work is given to; `--build-arg AGENT_CLIS=` leaves them out.
ARG AGENT_CLIS="@anthropic-ai/claude-code@2.1.329 @openai/codex@0.169.0 @google/gemini-cli@0.61.0 opencode-ai@1.18.33"
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates git openssh-client procps tini \
  && rm -rf /var/lib/apt/lists/*
RUN if [ -n "${AGENT_CLIS}" ]; then npm install --global ${AGENT_CLIS} && npm cache clean --force; fi
# Work runs as `agent`, which passes through these three to its own directories and can list none of them.
RUN useradd --create-home --uid 10001 --shell /bin/bash agent \
  && mkdir --mode=0711 /data /data/executions /data/workspaces
COPY --from=packages /app/node_modules ./node_modules
COPY package.json bun.lock tsconfig.json LICENSE ./
COPY drizzle ./drizzle
COPY src ./src
COPY scripts/bytecode.ts scripts/start.ts ./scripts/
RUN bun scripts/bytecode.ts

ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Agented" \
  org.opencontainers.image.description="Runs AI coding CLIs as bots for an engineering team" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}"

# Nothing outlives process 1 of a container, so runs are stopped in order instead of left to the next start.
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  PORT=20000 \
  AGENTED_DATA_DIR=/data \
  SHUTDOWN_MODE=stop \
  RUN_AS_USER=agent
VOLUME ["/data"]
EXPOSE 20000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
  CMD ["bun", "src/cli.ts", "health"]

# The server is root because only root can start work as another user, which is what keeps its keys from the CLIs. It
# needs CHOWN, DAC_OVERRIDE, FOWNER, KILL, SETGID, SETUID, and SYS_PTRACE to find what a stopped run left behind: that
# one Docker withholds unless asked (`--cap-add SYS_PTRACE`; compose.yaml asks). Where root is forbidden, use
# `--user 10001:10001 -e RUN_AS_USER=` with /data and HOME owned by 10001: CLIs can then read what the server can.
ENTRYPOINT ["tini", "--"]
CMD ["bun", "scripts/start.ts"]
