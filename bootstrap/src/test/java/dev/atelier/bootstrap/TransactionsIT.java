package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.localgpu.testing.WebUiSimulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many database transactions a job takes. PostgreSQL numbers them itself: each line of its log has the virtual
 * transaction id. (Its counter, {@code pg_stat_database}, lags by seconds.) What is read once a second at most, however many
 * jobs there are (callers, endpoints, models), and what has nothing to do with jobs is left out; of what polls see of them,
 * the job with the fewest transactions is free.
 */
class TransactionsIT {

    private static final int WARM_UP = 5;
    private static final int JOBS = 15;

    /** No job of these tests pauses as long between two transactions. */
    private static final Duration QUIET = Duration.ofMillis(120);

    private static final Pattern OF_A_JOB = Pattern.compile("inference_|pg_notify");

    private static final Pattern STATEMENT =
            Pattern.compile("^(\\d+/\\d+),LOG: +(?:statement|execute [^:]*): *(.*)$", Pattern.MULTILINE);

    @TempDir
    Path folder;

    private EmbeddedPostgres postgres;
    private WebUiSimulator node;
    private AtelierProcess service;
    private ApiClient client;

    @BeforeEach
    void start() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("logging_collector", "on")
                .setServerConfig("log_directory", folder.toString())
                .setServerConfig("log_filename", "statements")
                .setServerConfig("log_statement", "all")
                .setServerConfig("log_line_prefix", "%v,")
                .start();
        node = WebUiSimulator.start();
        service = AtelierProcess.in(folder.resolve("data"))
                .with("ATELIER_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"))
                .with("ATELIER_DATABASE_USERNAME", "postgres")
                .with("ATELIER_LOCAL_GPU_NODES", node.url())
                .with("ATELIER_LOCAL_GPU_JOBS_POLL_INTERVAL", "1m")
                .brief()
                .start();
        client = service.client();
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
        node.close();
        postgres.close();
    }

    @Test
    void aRealTimeJobInOneCallTakesSixTransactionsAtMost() {
        client.endpoint("fast", "Real-time", 1);

        assertThat(fewest(() -> {
                    runRealTime();
                    return 0;
                }))
                .satisfies(job -> assertThat(job.count()).as(job.toString()).isBetween(1, 6));
    }

    @Test
    void anAsyncJobWithUploadTakesEightTransactionsAtMostBesideThePolls() {
        client.endpoint("backlog", "Async", 1);

        assertThat(fewest(this::runAsync))
                .satisfies(job -> assertThat(job.count()).as(job.toString()).isBetween(1, 8));
    }

    private void runRealTime() {
        String body = "{\"inference_type\": \"Real-time\", \"task_type\": \"txt2img\", \"models\": "
                + "{\"Stable-diffusion\": [\"" + WebUiSimulator.FIRST_MODEL
                + "\"]}, \"payload_string\": \"{\\\"prompt\\\": \\\"p\\\"}\"}";
        assertThat(client.call("POST", "/inferences", body)
                        .data(200)
                        .path("status")
                        .asText())
                .isEqualTo("succeed");
    }

    /** @return how often it was polled, with one transaction each */
    private int runAsync() {
        String id = client.createJob("Async", WebUiSimulator.FIRST_MODEL, "{\"prompt\": \"p\"}");
        assertThat(client.start(id).status()).isEqualTo(202);
        int polls = 1;
        while (!client.job(id).path("status").asText().equals("succeed")) {
            polls++;
            sleep(Duration.ofMillis(20));
        }
        return polls;
    }

    /**
     * The statements of a job.
     *
     * @param byTransaction in order
     * @param polls the transactions that do not count
     */
    private record Statements(Map<String, List<String>> byTransaction, int polls) {

        int count() {
            return byTransaction.size() - polls;
        }

        @Override
        public String toString() {
            StringJoiner text = new StringJoiner("\n", count() + " transactions:\n", "\n");
            byTransaction.values().forEach(statements -> text.add(String.join("; ", statements)));
            return text.toString();
        }
    }

    /** @param job returns how often it polled */
    private Statements fewest(Supplier<Integer> job) {
        for (int i = 0; i < WARM_UP; i++) {
            job.get();
        }
        List<Statements> jobs = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            int begin = quietLog().length();
            int polls = job.get();
            jobs.add(new Statements(statements(quietLog().substring(begin)), polls));
        }
        return jobs.stream().min(Comparator.comparing(Statements::count)).orElseThrow();
    }

    private static Map<String, List<String>> statements(String log) {
        Map<String, List<String>> transactions = new LinkedHashMap<>();
        Matcher statement = STATEMENT.matcher(log);
        while (statement.find()) {
            String text = statement.group(2);
            transactions
                    .computeIfAbsent(statement.group(1), id -> new ArrayList<>())
                    .add(text);
        }
        transactions
                .values()
                .removeIf(statements -> statements.stream()
                        .noneMatch(text -> OF_A_JOB.matcher(text).find()));
        return transactions;
    }

    /** The log once nothing more comes; whatever was logged before the mark has been written when the mark has. */
    private String quietLog() {
        String mark = "mark " + UUID.randomUUID();
        execute("select '" + mark + "'");
        await().until(() -> log().contains(mark));
        String before;
        String log = log();
        do {
            before = log;
            sleep(QUIET);
            log = log();
        } while (log.length() > before.length());
        return log;
    }

    private void execute(String statement) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement marking = connection.createStatement()) {
            marking.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("statements"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sleep(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
