import { Counter, Gauge, Histogram, Registry } from "prom-client";

export type Metrics = ReturnType<typeof openMetrics>;

/**
 * What is counted, in Prometheus' terms. Whoever does a thing counts it where it does it; gauges are read when somebody
 * asks. Counters begin at 0 with the process. No label holds what is unbounded: no id, no path, no name.
 */
export function openMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter<L>({ name, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge<L>({ name, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, buckets: number[], ...labelNames: L[]) =>
    new Histogram<L>({ name, help, buckets, labelNames, registers });
  return {
    registry,
    build_info: gauge("agented_build_info", "1, with the version and the runtime.", "version", "bun"),
    ready: gauge("agented_ready", "1 while the server can do its work, as /health/readiness says."),

    runs: counter("agented_runs_total", "Executions that ended.", "status", "trigger", "backend"),
    run_failures: counter(
      "agented_run_failures_total",
      "Executions that ended otherwise than well.",
      "reason",
      "backend",
    ),
    runs_active: gauge("agented_runs_active", "Attempts with a process now.", "backend"),
    runs_waiting: gauge("agented_runs_waiting", "Executions that wait for a person."),
    queue_depth: gauge("agented_queue_depth", "Executions that wait to start."),
    queue_wait: histogram(
      "agented_queue_wait_seconds",
      "From an execution's creation to its start.",
      [0.1, 1, 10, 60, 600, 3600],
    ),
    run_duration: histogram(
      "agented_run_duration_seconds",
      "From an execution's start to its end.",
      [1, 10, 60, 300, 900, 3600],
    ),
    run_cost: counter("agented_run_cost_usd_total", "What executions that ended cost, as far as it has a price."),
    tokens: counter("agented_tokens_total", "Tokens of executions that ended.", "kind"),
    cooldowns: gauge("agented_account_cooldowns", "Accounts that a limit keeps from starting anything.", "backend"),
    child_kills: counter("agented_child_kills_total", "Signals that were sent to end an execution.", "signal"),
    log_bytes: counter("agented_log_bytes_total", "Characters of output that were stored as lines."),

    deliveries: counter("agented_webhook_deliveries_total", "Deliveries, by what became of them.", "source", "result"),
    delivery_ack: histogram(
      "agented_webhook_ack_seconds",
      "From a delivery's arrival to its answer.",
      [0.005, 0.025, 0.1, 0.5, 2.5],
    ),
    schedule_lag: histogram(
      "agented_schedule_lag_seconds",
      "From a schedule's nominal time to its fire.",
      [0.1, 1, 10, 60, 600],
    ),
    schedule_missed: counter(
      "agented_schedule_missed_total",
      "Nominal times that nobody was there for and nothing makes up.",
    ),

    requests: histogram(
      "agented_http_request_duration_seconds",
      "Requests by route, until the answer begins.",
      [0.005, 0.05, 0.5, 5],
      "route",
    ),
    answers: counter("agented_http_requests_total", "Requests, by status.", "method", "status"),
    sse_subscribers: gauge("agented_sse_subscribers", "Streams open now."),
    sse_dropped: counter("agented_sse_dropped_total", "Streams ended because their reader did not read."),

    errors: counter("agented_logged_errors_total", "Unexpected failures, as the log tells of them."),
    loop_lag: histogram(
      "agented_event_loop_lag_seconds",
      "How late the process was for a timer.",
      [0.005, 0.025, 0.1, 0.5, 2.5],
    ),
    memory: gauge("process_resident_memory_bytes", "Memory of the server, without its runs."),
    started: gauge("process_start_time_seconds", "When the server started, since the epoch."),
    db_bytes: gauge("agented_db_bytes", "Size of the database file."),
    db_wal_bytes: gauge("agented_db_wal_bytes", "Size of its write-ahead log."),
    db_busy: counter("agented_db_busy_total", "Transactions that met somebody else's lock."),
    disk_free: gauge("agented_disk_free_bytes", "What is left on the disk of the data directory."),
    last_backup: gauge(
      "agented_last_backup_timestamp_seconds",
      "When the last backup began, since the epoch; 0: none.",
    ),
  };
}
